export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | '%';
  /** Of the same on the reference engine, natively, in the same run. */
  readonly reference?: number;
  /** In `unit`. */
  readonly budget?: number;
  /** Of `value` to `reference`. */
  readonly maxRatio?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function isMissed({ value, reference, budget, maxRatio }: Row): boolean {
  if (budget !== undefined && value > budget) return true;
  return maxRatio !== undefined && reference !== undefined && value > maxRatio * reference;
}

export function printRows(rows: readonly Row[]): void {
  const number = (value: number | undefined): string => (value === undefined ? '' : value < 10 ? value.toFixed(2) : value.toFixed(0));
  console.table(
    rows.map((row) => ({
      what: row.name,
      measured: `${number(row.value)} ${row.unit}`,
      budget: row.budget === undefined ? '' : `${number(row.budget)} ${row.unit}`,
      native: row.reference === undefined ? '' : `${number(row.reference)} ${row.unit}`,
      ratio: row.reference === undefined ? '' : (row.value / row.reference).toFixed(1) + (row.maxRatio === undefined ? '' : ` of ${row.maxRatio.toFixed(1)}`),
      '': isMissed(row) ? 'missed' : '',
    })),
  );
}
