import { failure } from './answer.ts';

export interface Page {
  readonly names: readonly string[];
  /** A `Link` header to the next page, where there is one (RFC 8288). */
  readonly link: readonly (readonly [string, string])[];
}

/** `n` and `last` page through sorted names (OCI Distribution Specification 1.1, "Listing Tags"). @throws Failure */
export function pageOf(all: readonly string[], query: URLSearchParams, path: string): Page {
  const last = query.get('last');
  const count = query.get('n');
  if (count !== null && !/^\d{1,9}$/.test(count)) throw failure('PAGINATION_NUMBER_INVALID', { n: count });
  const sorted = [...all].sort();
  const after = last === null ? sorted : sorted.filter((name) => name > last);
  const names = after.slice(0, count === null ? after.length : Number(count));
  const end = names.at(-1);
  if (end === undefined || names.length === after.length) return { names, link: [] };
  return { names, link: [['Link', `<${path}?n=${names.length}&last=${encodeURIComponent(end)}>; rel="next"`]] };
}
