/** Lists as `--format` asks for them: the table that Docker has for them, one of one's own, lines by a template, or JSON. */
import { Refusal } from '../command.ts';
import type { Template } from './template/template.ts';
import { table } from './table.ts';

/** What a list can show of each row, by the field's name. */
export type Columns<T> = Readonly<Record<string, readonly [title: string, value: (row: T, ...given: readonly string[]) => unknown]>>;

export interface Listing<T> {
  readonly columns: Columns<T>;
  /** The fields of Docker's own table, in their order. */
  readonly shown: readonly string[];
  /** Go's type of a row, which the error for an unknown field names. */
  readonly type: string;
  /** What the errors begin with: for a template that is none, and for one that does not fit. */
  readonly problems?: readonly [parse: string, execute: string];
}

const methods = /^(Label|FullHeader)$/;

/** The row as the template sees it: fields are computed when they are asked for. */
function view<T>(columns: Columns<T>, row: T): object {
  const fields = Object.fromEntries(Object.entries(columns).map(([name, [, value]]) => [name, (...given: readonly string[]) => value(row, ...given)]));
  const names = Object.keys(columns)
    .filter((name) => !methods.test(name))
    .sort();
  return Object.defineProperty(fields, 'toJSON', { value: () => Object.fromEntries(names.map((name) => [name, columns[name]?.[1](row)])) });
}

/** A label's title is the last part of its name. */
function titleOf(label: string): string {
  return (label.split('.').pop() as string).replace(/[-_]/g, ' ');
}

function titles<T>(columns: Columns<T>): object {
  return Object.fromEntries(Object.entries(columns).map(([name, [title]]) => [name, name === 'Label' ? titleOf : title]));
}

const usualProblems = ['template parsing error: ', 'template parsing error: '] as const;

async function byTemplate<T>(listing: Listing<T>, rows: readonly T[], text: string, isTable: boolean): Promise<string> {
  const { columns, type, problems = usualProblems } = listing;
  const { ExecuteError, parseTemplate } = await import('./template/template.ts');
  try {
    const template: Template = parseTemplate(text.trim().replaceAll('\\t', '\t').replaceAll('\\n', '\n'));
    const lines = rows.map((row) => template.execute(view(columns, row), { type }));
    if (!isTable) return lines.map((line) => `${line}\n`).join('');
    return table([template.execute(titles(columns), { isHeader: true, type }), ...lines].map((line) => line.split('\t')));
  } catch (error) {
    throw new Refusal(`${problems[error instanceof ExecuteError ? 1 : 0]}${(error as Error).message}`);
  }
}

/** @throws Refusal for a template that is none, or that asks for fields that there are not */
export async function formatRows<T>(listing: Listing<T>, rows: readonly T[], format: string): Promise<string> {
  const { columns, shown } = listing;
  if (format === 'json') return byTemplate(listing, rows, '{{json .}}', false);
  if (format !== '' && format !== 'table') return byTemplate(listing, rows, format.replace(/^table/, ''), format.startsWith('table'));
  const fields = shown.map((name) => columns[name] as Columns<T>[string]);
  return table([fields.map(([title]) => title), ...rows.map((row) => fields.map(([, value]) => String(value(row))))]);
}
