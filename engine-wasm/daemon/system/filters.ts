import { badRequest } from '../errors.ts';

/** Docker's `filters` parameter: JSON of name → values, the values as a list or as keys of an object (moby api/types/filters). Absent filters match everything. */
export class Filters {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  get(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Values of one filter are alternatives. */
  matches(name: string, value: string): boolean {
    return this.#some(name, (wanted) => wanted === value);
  }

  matchesPrefix(name: string, value: string): boolean {
    return this.#some(name, (wanted) => value.startsWith(wanted));
  }

  /** Values are regular expressions, unanchored; what is none matches itself. */
  matchesPattern(name: string, value: string): boolean {
    return this.#some(name, (wanted) => wanted === value || (toPattern(wanted)?.test(value) ?? false));
  }

  /** `label`: `key` or `key=value`, all given ones must hold; `label!`: none may. */
  matchesLabels(labels: Readonly<Record<string, string>>): boolean {
    const holds = (wanted: string): boolean => {
      const equals = wanted.indexOf('=');
      return equals < 0 ? wanted in labels : labels[wanted.slice(0, equals)] === wanted.slice(equals + 1);
    };
    return this.get('label').every(holds) && !this.get('label!').some(holds);
  }

  /** @throws DaemonError bad-request for what is no boolean; `null` when absent */
  boolean(name: string): boolean | null {
    if (!this.has(name)) return null;
    const value = this.get(name)[0] ?? '';
    if (!['true', 'false', '1', '0'].includes(value)) throw badRequest(`invalid filter '${name}=[${this.get(name).join(' ')}]'`);
    return value === 'true' || value === '1';
  }

  /** `until`: a time, or how long ago (`24h`), as milliseconds since the epoch; Infinity when absent. @throws DaemonError bad-request */
  until(now: number): number {
    const [text] = this.get('until');
    if (text === undefined) return Infinity;
    const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
    if (/^(\d+[hms])+$/.test(text))
      return now - [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit as string] as number), 0);
    const time = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
    if (Number.isNaN(time)) throw badRequest(`invalid value for "until" filter: failed to parse value as time or duration: "${text}"`);
    return time;
  }

  #some(name: string, holds: (wanted: string) => boolean): boolean {
    return this.#values.get(name)?.some(holds) ?? true;
  }
}

function toPattern(text: string): RegExp | null {
  try {
    return new RegExp(text);
  } catch {
    return null;
  }
}

function valuesOf(wanted: unknown): readonly string[] {
  const values: readonly unknown[] | null = Array.isArray(wanted)
    ? wanted
    : isObject(wanted) && Object.values(wanted).every((on) => typeof on === 'boolean')
      ? Object.keys(wanted)
      : null;
  if (!values?.every((value) => typeof value === 'string')) throw badRequest('invalid filter');
  return values;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(text) as unknown;
    if (isObject(parsed)) return parsed;
  } catch {
    // Refused below.
  }
  throw badRequest('invalid filter');
}

/** @throws DaemonError bad-request for what is no filter, or a name that is not `known`; without `known`, any name is taken. */
export function parseFilters(text: string | undefined, known?: readonly string[]): Filters {
  const values = new Map<string, readonly string[]>();
  if (text === undefined || text === '') return new Filters(values);
  for (const [name, wanted] of Object.entries(parseObject(text))) values.set(name, valuesOf(wanted));
  for (const name of values.keys()) if (known && !known.includes(name)) throw badRequest(`invalid filter '${name}'`);
  return new Filters(values);
}
