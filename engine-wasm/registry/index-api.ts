/**
 * What a hub has beside the registry: search and accounts. Docker's clients search with `GET /v1/search` of the Docker Index API, and made
 * accounts with its `POST /v1/users/`; the rest is for the hub's page. Credentials come as HTTP Basic.
 */
import type { HubRepository } from '../api/hub.ts';
import { isAllowed, ownerOf } from './access.ts';
import { basicCredentials, createAccount, isKnown } from './accounts.ts';
import { empty, failure, json, type Answer } from './answer.ts';
import type { Catalog } from './catalog.ts';
import type { Repository } from './content.ts';
import type { HubRequest } from './request.ts';
import type { PushedRepository } from './storage/storage.ts';
import { readAll } from '../wire/http/message.ts';

const maxBodyBytes = 64 * 1024;
const defaultResults = 25;
const maxResults = 100;

async function userOf(catalog: Catalog, { headers }: HubRequest): Promise<string | null> {
  const credentials = basicCredentials(headers.get('authorization'));
  if (!credentials) return null;
  if (!(await isKnown(catalog.storage, credentials))) throw failure('UNAUTHORIZED', undefined, [], 'incorrect username or password');
  return credentials.user;
}

async function jsonBody<T>({ body }: HubRequest): Promise<Partial<T>> {
  const text = new TextDecoder().decode(await readAll(body, maxBodyBytes));
  try {
    return JSON.parse(text) as Partial<T>;
  } catch {
    throw failure('UNSUPPORTED', undefined, [], 'the body is no JSON');
  }
}

function shown(name: string, repository: Repository | PushedRepository): HubRepository {
  const pushed = 'private' in repository ? repository : undefined;
  return {
    name: name.replace(/^library\//, ''),
    owner: ownerOf(name),
    description: repository.description ?? '',
    private: pushed?.private ?? false,
    tags: Object.keys(repository.tags).sort(),
    updated: pushed?.updated ?? '',
  };
}

/** What the asking user may see, the library first. A repository without a manifest was begun and not finished. */
async function visible(catalog: Catalog, user: string | null): Promise<HubRepository[]> {
  const all = [...(await catalog.repositories())];
  const allowed = all.filter(([name, repository]) => isAllowed(user, 'pull', name, repository) && Object.keys(repository.manifests).length > 0);
  const rank = ({ owner }: HubRepository): number => (owner === null ? 0 : 1);
  return allowed.map(([name, repository]) => shown(name, repository)).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

async function search(catalog: Catalog, request: HubRequest): Promise<Answer> {
  const term = (request.query.get('q') ?? '').toLowerCase();
  const count = Number(request.query.get('n') ?? defaultResults);
  if (!(count >= 1 && count <= maxResults)) throw failure('PAGINATION_NUMBER_INVALID', { n: count });
  const all = await visible(catalog, await userOf(catalog, request));
  const found = all.filter(({ name, description }) => name.includes(term.replace(/^library\//, '')) || description.toLowerCase().includes(term));
  const results = found.slice(0, count).map(({ name, description, owner }) => ({
    name,
    description,
    star_count: 0,
    is_official: owner === null,
    is_automated: false,
  }));
  return json(200, { query: term, num_results: results.length, results });
}

async function register(catalog: Catalog, request: HubRequest): Promise<Answer> {
  const { username, password } = await jsonBody<{ username: string; password: string }>(request);
  await createAccount(catalog.storage, { user: username ?? '', password: password ?? '' });
  return json(201, 'User created');
}

async function list(catalog: Catalog, request: HubRequest): Promise<Answer> {
  return json(200, await visible(catalog, await userOf(catalog, request)));
}

/** `PATCH {private, description}` and `DELETE`, by the owner. */
async function changeRepository(catalog: Catalog, request: HubRequest, name: string): Promise<Answer> {
  const user = await userOf(catalog, request);
  if (user === null || user !== ownerOf(name)) throw failure('DENIED');
  const wanted = request.method === 'PATCH' ? await jsonBody<Pick<PushedRepository, 'private' | 'description'>>(request) : null;
  await catalog.change(name, (repository) => {
    if (Object.keys(repository.manifests).length === 0) throw failure('NAME_UNKNOWN', { name });
    return wanted && { ...repository, private: wanted.private === true, ...(wanted.description !== undefined && { description: wanted.description }) };
  });
  return empty(204);
}

/** @throws Failure */
export function answerIndexApi(catalog: Catalog, request: HubRequest): Promise<Answer> {
  const repository = /^\/v1\/repositories\/(.+)$/.exec(request.path)?.[1];
  const action = `${request.method} ${repository === undefined ? request.path.replace(/\/$/, '') : '/v1/repositories/NAME'}`;
  switch (action) {
    case 'GET /v1/search':
      return search(catalog, request);
    case 'POST /v1/users':
      return register(catalog, request);
    case 'GET /v1/users':
      return userOf(catalog, request).then((user) => json(200, { user }));
    case 'GET /v1/repositories':
      return list(catalog, request);
    case 'PATCH /v1/repositories/NAME':
    case 'DELETE /v1/repositories/NAME':
      return changeRepository(catalog, request, repository ?? '');
    default:
      throw failure('NOT_FOUND');
  }
}
