/** `GET /images/search`: the Docker Index API of the registry that the term names. */
import { readJson } from '../../wire/http/client.ts';
import { defaultDomain } from '../../wire/reference.ts';
import { badRequest, DaemonError } from '../errors.ts';
import { parseFilters } from '../system/filters.ts';
import { toBase64, type Credentials } from './credentials.ts';
import type { Registries } from './registries.ts';
import { ConnectionFailure } from './session.ts';

export interface SearchResult {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
  readonly is_automated: boolean;
}

const defaultLimit = 25;
const maxLimit = 100;

/** A term may begin with a registry, as a name does. */
function splitTerm(term: string): [domain: string, rest: string] {
  const slash = term.indexOf('/');
  const first = term.slice(0, Math.max(0, slash));
  return /[.:]/.test(first) || first === 'localhost' ? [first, term.slice(slash + 1)] : [defaultDomain, term];
}

/** @throws DaemonError */
function starsOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`invalid filter 'stars=${text}': strconv.Atoi: parsing "${text}": invalid syntax`);
  return Number(text);
}

/** Docker's text for an index that cannot be reached: it tries with TLS first. */
function unreachable(error: unknown, domain: string): unknown {
  const cause = error instanceof ConnectionFailure ? /: (dial tcp .*)$/.exec(error.message)?.[1] : undefined;
  if (cause === undefined) return error;
  const attempts = ['https', 'http'].map((scheme) => `${scheme.toUpperCase()} attempt: Get "${scheme}://${domain}/v1/_ping": ${cause}`);
  return new DaemonError('internal', `invalid registry endpoint "http://${domain}/v1/". ${attempts.join('. ')}`);
}

/** @throws DaemonError */
export async function search(
  registries: Registries,
  query: Readonly<Record<string, string>>,
  credentials: Credentials | null,
): Promise<readonly SearchResult[]> {
  const limit = Number(query['limit'] || defaultLimit);
  if (!(limit >= 1 && limit <= maxLimit)) throw badRequest(`limit ${query['limit'] ?? ''} is outside the range of [1, ${maxLimit}]`);
  const filters = parseFilters(query['filters'], ['is-automated', 'is-official', 'stars']);
  const [automated, official] = [filters.boolean('is-automated'), filters.boolean('is-official')];
  const stars = Math.max(0, ...filters.get('stars').map(starsOf));
  const [domain, term] = splitTerm(query['term'] ?? '');
  const session = registries.forLogin(domain, null);
  const connection = await session.connect().catch((error: unknown) => Promise.reject(unreachable(error, domain) as Error));
  try {
    const target = `/v1/search?q=${encodeURIComponent(term)}&n=${limit}`;
    const headers = credentials ? { Authorization: `Basic ${toBase64(`${credentials.username}:${credentials.password}`)}` } : {};
    const response = await session.request(connection, { method: 'GET', target, headers });
    if (response.status !== 200) throw new DaemonError('internal', `Unexpected status code ${response.status}`);
    const { results } = await readJson<{ results: readonly SearchResult[] }>(response);
    return results.filter(
      (result) =>
        (automated === null || automated === result.is_automated) && (official === null || official === result.is_official) && result.star_count >= stars,
    );
  } finally {
    connection.http.close();
  }
}
