import { formatBytes, formatDuration } from '../ui/format.ts';
import type { Value } from './experiments/experiment.ts';

const three = (amount: number): string => String(Number(amount.toPrecision(3)));

/** A value with its unit, as the table, the drawing and the picture show it. */
export function valueText(value: Value): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  const { amount, unit } = value;
  switch (unit) {
    case 'ms':
      return formatDuration(amount);
    case 'B':
      return formatBytes(amount);
    case '%':
      return `${three(amount)} %`;
    case '×':
      return `${three(amount)} times as long`;
    case 'count':
      return String(amount);
  }
}
