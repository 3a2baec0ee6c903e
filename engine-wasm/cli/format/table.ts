/** Columns as wide as their widest cell and three spaces, and at least as wide as `least`: Docker's own tables have 10, those of `top` 20 (Go's tabwriter). */
export function table(rows: readonly (readonly string[])[], least = 10): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(least, ...rows.map((row) => (column < row.length - 1 ? [...(row[column] as string)].length + 3 : 0))),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] as number) - [...cell].length))).join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}
