import { badRequest } from '../errors.ts';

/** Docker's `filters` parameter: JSON of name → values, the values as a list or as keys of an object (moby api/types/filters). */
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

  /** Absent filters match everything; values of one filter are alternatives. */
  matches(name: string, value: string): boolean {
    const values = this.#values.get(name);
    return !values || values.includes(value);
  }

  matchesSubstring(name: string, value: string): boolean {
    const values = this.#values.get(name);
    return !values || values.some((wanted) => value.includes(wanted.replace(/^[\^/]*|\$$/g, '')));
  }

  /** `key` or `key=value`; all given ones must hold. */
  matchesLabels(labels: Readonly<Record<string, string>>): boolean {
    return this.get('label').every((wanted) => {
      const equals = wanted.indexOf('=');
      return equals < 0 ? wanted in labels : labels[wanted.slice(0, equals)] === wanted.slice(equals + 1);
    });
  }
}

/** @throws DaemonError bad-request for what is no filter, or a name that is not `known`. */
export function parseFilters(text: string | undefined, known: readonly string[]): Filters {
  const values = new Map<string, readonly string[]>();
  if (text === undefined || text === '') return new Filters(values);
  let parsed: Record<string, readonly string[] | Record<string, boolean>>;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    throw badRequest('invalid filter');
  }
  for (const [name, wanted] of Object.entries(parsed)) {
    if (!known.includes(name)) throw badRequest(`invalid filter '${name}'`);
    values.set(name, Array.isArray(wanted) ? (wanted as readonly string[]) : Object.keys(wanted));
  }
  return new Filters(values);
}
