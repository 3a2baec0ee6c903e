import type { Bench } from '../bench.ts';

export type Unit = 'ms' | 'B' | '%' | '×' | 'count';

/** What was measured; text where there is nothing to count; `null` where there is nothing to say. */
export type Value = { readonly amount: number; readonly unit: Unit } | string | null;

export const ms = (amount: number): Value => ({ amount, unit: 'ms' });
export const bytes = (amount: number): Value => ({ amount, unit: 'B' });
export const percent = (amount: number): Value => ({ amount, unit: '%' });
export const times = (amount: number): Value => ({ amount, unit: '×' });
export const count = (amount: number): Value => ({ amount, unit: 'count' });

/** One line of the table. */
export interface Row {
  /** Unique in its experiment; the drawing finds the value by it. */
  readonly key: string;
  readonly what: string;
  /** Of the experiment's two sides. */
  readonly values: readonly [Value, Value];
}

/** One claim about virtual machines and containers, put to the test. */
export interface Experiment {
  readonly id: string;
  readonly title: string;
  /** What people say. */
  readonly claim: string;
  /** How the figures are obtained. */
  readonly how: string;
  /** What they do not show. */
  readonly limits: string;
  /** The columns, where they are not the virtual machine and the container. */
  readonly sides?: readonly [string, string];
  /** What it made is gone afterwards, whatever happens: the bench sees to it. @throws when it cannot be measured, or was cancelled */
  run(bench: Bench): Promise<readonly Row[]>;
}

export const defaultSides = ['Virtual machine', 'Container'] as const;
