import { defaultSides, type Experiment, type Row, type Value } from '../experiments/experiment.ts';
import type { Outcomes } from '../outcome.ts';

const header = ['experiment', 'measured', 'side 1', 'value 1', 'unit 1', 'side 2', 'value 2', 'unit 2', 'state', 'at', 'how', 'not shown'];

type Cells = readonly [value: string, unit: string];

/** Numbers stay numbers, for whoever calculates on. */
function cellsOf(value: Value): Cells {
  if (value === null) return ['', ''];
  if (typeof value === 'string') return [value, 'text'];
  return [String(value.amount), value.unit];
}

/** RFC 4180; what a spreadsheet would take for a formula is made text. */
function field(text: string): string {
  const safe = /^[=+@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function recordOf(experiment: Experiment, at: string, { what, values }: Row): readonly string[] {
  const sides = experiment.sides ?? defaultSides;
  return [experiment.title, what, sides[0], ...cellsOf(values[0]), sides[1], ...cellsOf(values[1]), 'done', at, experiment.how, experiment.limits];
}

function recordsOf(experiment: Experiment, outcomes: Outcomes): readonly (readonly string[])[] {
  const outcome = outcomes[experiment.id];
  const without = (state: string, at: string): readonly string[] => [
    experiment.title,
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    state,
    at,
    experiment.how,
    experiment.limits,
  ];
  if (!outcome) return [without('not measured', '')];
  if (outcome.state === 'failed') return [without(`failed: ${outcome.why}`, outcome.at)];
  return outcome.rows.map((row) => recordOf(experiment, outcome.at, row));
}

/** The table as CSV, with what it was measured on in records before it. */
export function toCsv(experiments: readonly Experiment[], outcomes: Outcomes, about: readonly (readonly [string, string])[]): string {
  const records = [...about, [], header, ...experiments.flatMap((experiment) => recordsOf(experiment, outcomes))];
  return records.map((record) => `${record.map(field).join(',')}\r\n`).join('');
}
