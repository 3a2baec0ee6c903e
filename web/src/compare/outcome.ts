import type { Row } from './experiments/experiment.ts';
import { valueText } from './value-text.ts';

/** How an experiment ended. `at` is when, in ISO 8601. */
export type Outcome =
  | { readonly state: 'done'; readonly at: string; readonly durationMs: number; readonly rows: readonly Row[] }
  | { readonly state: 'failed'; readonly at: string; readonly why: string };

export const timestamp = (): string => new Date().toISOString();

export type Outcomes = Readonly<Record<string, Outcome>>;

/** What an experiment found, as text; `null` when it was not measured, or failed. `side` is 0 for the virtual machine. */
export function factOf(outcomes: Outcomes, experiment: string, key: string, side: 0 | 1): string | null {
  const outcome = outcomes[experiment];
  if (outcome?.state !== 'done') return null;
  const value = outcome.rows.find((row) => row.key === key)?.values[side] ?? null;
  return value === null ? null : valueText(value);
}
