/** "did you mean": the nearest of some words, when it is nearer than three changes (Levenshtein), as BuildKit has it. */
const tooFar = 3;

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** ` (did you mean X?)`, in the case of what was written, or nothing. */
export function suggestion(written: string, known: readonly string[]): string {
  const word = written.toLowerCase();
  let nearest = tooFar;
  let found = '';
  for (const candidate of known) {
    if (candidate === word) return '';
    const far = distance(word, candidate);
    if (far < nearest) [nearest, found] = [far, candidate];
  }
  if (found === '') return '';
  return ` (did you mean ${written === written.toUpperCase() ? found.toUpperCase() : found}?)`;
}
