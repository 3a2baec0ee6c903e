import type { Volume, VolumeCreateRequest } from '../../api/volumes.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { empty, isTrue, json, type Reply, type Route } from '../http/router.ts';
import { parseFilters } from '../system/filters.ts';
import { anonymousLabel, type Volumes } from './volumes.ts';

/** Ids of the containers that have a volume mounted. */
export type VolumeUsers = (volume: string) => readonly string[];

type Query = Readonly<Record<string, string>>;

function list(volumes: Volumes, usersOf: VolumeUsers, query: Query): Reply {
  const filters = parseFilters(query['filters'], ['name', 'driver', 'label', 'label!', 'dangling']);
  const dangling = filters.boolean('dangling');
  const wanted = ({ Name, Driver, Labels }: Volume): boolean =>
    filters.matchesPattern('name', Name) &&
    filters.matches('driver', Driver) &&
    filters.matchesLabels(Labels ?? {}) &&
    (dangling === null || dangling === (usersOf(Name).length === 0));
  return json({ Volumes: volumes.list().filter(wanted), Warnings: null });
}

function create(volumes: Volumes, { Name, Driver, DriverOpts, Labels }: VolumeCreateRequest): Reply {
  if (Driver && Driver !== 'local') throw notFound(`create ${Name ?? ''}: error looking up volume plugin ${Driver}: plugin "${Driver}" not found`);
  const [option] = Object.keys(DriverOpts ?? {});
  if (option !== undefined) throw badRequest(`create ${Name ?? ''}: invalid option: "${option}"`);
  return json(Name ? volumes.create(Name, Labels ?? null) : volumes.createAnonymous(Labels), 201);
}

function remove(volumes: Volumes, usersOf: VolumeUsers, name: string, force: boolean): Reply {
  const users = usersOf(name);
  if (users.length > 0) throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`);
  if (!force || volumes.list().some(({ Name }) => Name === name)) volumes.remove(name);
  return empty();
}

/** Unused volumes: those without a name, or with `all` every one. */
function prune(volumes: Volumes, usersOf: VolumeUsers, query: Query): Reply {
  const filters = parseFilters(query['filters'], ['label', 'label!', 'all']);
  const all = filters.boolean('all') ?? false;
  const unwanted = volumes
    .list()
    .filter(({ Name, Labels }) => usersOf(Name).length === 0 && (all || anonymousLabel in (Labels ?? {})) && filters.matchesLabels(Labels ?? {}));
  const SpaceReclaimed = unwanted.reduce((sum, volume) => sum + volumes.size(volume), 0);
  for (const { Name } of unwanted) volumes.remove(Name);
  return json({ VolumesDeleted: unwanted.map(({ Name }) => Name), SpaceReclaimed });
}

export function volumeRoutes(volumes: Volumes, usersOf: VolumeUsers): Route[] {
  const name = (params: Query): string => params['name'] as string;
  return [
    { method: 'GET', path: '/volumes', handle: ({ query }) => list(volumes, usersOf, query) },
    { method: 'POST', path: '/volumes/create', body: 'json', handle: ({ body }) => create(volumes, body as VolumeCreateRequest) },
    { method: 'POST', path: '/volumes/prune', handle: ({ query }) => prune(volumes, usersOf, query) },
    { method: 'GET', path: '/volumes/{name}', handle: ({ params }) => json(volumes.find(name(params))) },
    { method: 'DELETE', path: '/volumes/{name}', handle: ({ params, query }) => remove(volumes, usersOf, name(params), isTrue(query['force'])) },
  ];
}
