/** Numbers within names count as numbers: `web2` before `web10`. */
export function byName(a: string, b: string): number {
  const parts = (name: string): readonly string[] => name.match(/\d+|\D/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, i) => part !== right[i]);
  if (at < 0) return left.length - right.length;
  const [one, other] = [left[at] as string, right[at]];
  if (other === undefined) return 1;
  if (/^\d/.test(one) && /^\d/.test(other) && Number(one) !== Number(other)) return Number(one) - Number(other);
  return one < other ? -1 : 1;
}
