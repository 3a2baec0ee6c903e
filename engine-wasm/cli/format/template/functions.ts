/** The functions of Go's templates and those that Docker adds. What one throws is told as `error calling NAME: …`. */
import { printf } from './printf.ts';
import { goJson, goText, isEmpty, typeName } from './values.ts';

type Function = (...values: readonly unknown[]) => unknown;

/** Go's fmt.Sprint: a space between two values that are no strings. */
function print(...values: readonly unknown[]): string {
  return values.reduce<string>((text, value, i) => {
    const space = i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '';
    return text + space + goText(value);
  }, '');
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new Error(`len of type ${typeName(value)}`);
}

function item(value: unknown, key: unknown): unknown {
  if (Array.isArray(value) || typeof value === 'string') {
    if (typeof key !== 'number') throw new Error(`cannot index slice/array with type ${typeName(key)}`);
    if (key < 0 || key >= value.length) throw new Error(`index out of range: ${key}`);
    return typeof value === 'string' ? value.charCodeAt(key) : value[key];
  }
  if (typeof value !== 'object' || value === null)
    throw new Error(value === null || value === undefined ? 'index of untyped nil' : `can't index item of type ${typeName(value)}`);
  return (value as Readonly<Record<string, unknown>>)[String(key)] ?? '';
}

function compared(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) throw new Error('incompatible types for comparison');
  if (a === b) return 0;
  return (a as number) < (b as number) ? -1 : 1;
}

function slice(value: unknown, from: unknown = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new Error(`can't slice item of type ${typeName(value)}`);
  const end = (to as number | undefined) ?? value.length;
  if (end > value.length || (from as number) > end) throw new Error(`index out of range: ${end}`);
  return value.slice(from as number, end);
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

export const functions: Readonly<Record<string, Function>> = {
  and: (...values) => values.find(isEmpty) ?? values.at(-1),
  or: (...values) => values.find((value) => !isEmpty(value)) ?? values.at(-1),
  not: isEmpty,
  eq: (value, ...others) => others.some((other) => compared(value, other) === 0),
  ne: (a, b) => compared(a, b) !== 0,
  lt: (a, b) => compared(a, b) < 0,
  le: (a, b) => compared(a, b) <= 0,
  gt: (a, b) => compared(a, b) > 0,
  ge: (a, b) => compared(a, b) >= 0,
  len: lengthOf,
  index: (value, ...keys) => keys.reduce(item, value),
  slice,
  print,
  println: (...values) => `${values.map(goText).join(' ')}\n`,
  printf: (format, ...values) => printf(String(format), values),
  html: (...values) => print(...values).replace(/[&<>"']/g, (character) => escapes[character] as string),
  urlquery: (...values) => encodeURIComponent(print(...values)).replaceAll('%20', '+'),
  json: (value) => goJson(value),
  split: (value, by) => String(value).split(String(by)),
  join: (values, by) => (values as readonly unknown[]).map(goText).join(String(by)),
  title: (value) => String(value).replace(/(^|[^\w'])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase()),
  lower: (value) => String(value).toLowerCase(),
  upper: (value) => String(value).toUpperCase(),
  pad: (value, before, after) => (value === '' ? '' : ' '.repeat(before as number) + String(value) + ' '.repeat(after as number)),
  truncate: (value, length) => String(value).slice(0, length as number),
};

export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));
