/** Labels and options on one line: `a=x,b=y`. */
export function pairsText(pairs: Readonly<Record<string, string>> | null | undefined): string {
  return Object.entries(pairs ?? {})
    .map((pair) => pair.join('='))
    .sort()
    .join(',');
}
