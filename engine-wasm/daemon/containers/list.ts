import type { ContainerSummary } from '../../api/containers.ts';
import { badRequest } from '../errors.ts';
import { parsePort } from '../networks/ports.ts';
import { parseFilters, type Filters } from '../system/filters.ts';
import { isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { summarise } from './inspect.ts';

const known = [
  'id',
  'name',
  'label',
  'status',
  'ancestor',
  'exited',
  'before',
  'since',
  'volume',
  'network',
  'health',
  'is-task',
  'publish',
  'expose',
  'isolation',
];

function isNetwork({ networks }: Engine, wanted: readonly string[], name: string): boolean {
  return wanted.some((reference) => reference === name || networks.find(reference)?.name === name);
}

/** `80`, `80/udp`, `8000-8010/tcp`. @throws DaemonError in Go's words */
function matchesPort(filter: 'publish' | 'expose', wanted: string, port: number, protocol: string): boolean {
  const [range = '', wantedProtocol = 'tcp'] = wanted.split('/');
  const [first = '', last = first] = range.split('-');
  const wrong = [first, last].find((text) => !/^\d+$/.test(text));
  if (wrong !== undefined) throw badRequest(`error while looking up for ${filter} ${wanted}: strconv.ParseUint: parsing "${wrong}": invalid syntax`);
  return protocol === wantedProtocol && port >= Number(first) && port <= Number(last);
}

function matchesPorts(filters: Filters, { config, published }: Container): boolean {
  const exposed = Object.keys(config.ExposedPorts ?? {}).map(parsePort);
  const isPublished = (wanted: string): boolean => published.some(({ hostPort, protocol }) => matchesPort('publish', wanted, hostPort, protocol));
  const isExposed = (wanted: string): boolean => exposed.some(({ port, protocol }) => matchesPort('expose', wanted, port, protocol));
  return (!filters.has('publish') || filters.get('publish').some(isPublished)) && (!filters.has('expose') || filters.get('expose').some(isExposed));
}

function wanted(engine: Engine, filters: Filters, container: Container): boolean {
  const { state, config, imageId } = container;
  const time = (name: string): number => Math.max(...filters.get(name).map((other) => Date.parse(engine.containers.find(other).created)));
  return (
    (!filters.has('id') || filters.get('id').some((id) => container.id.startsWith(id))) &&
    filters.matchesSubstring('name', container.name) &&
    filters.matches('status', state.restarting ? 'restarting' : state.status) &&
    (!filters.has('exited') || (state.status === 'exited' && filters.get('exited').includes(String(state.exitCode)))) &&
    (!filters.has('ancestor') ||
      filters
        .get('ancestor')
        .some(
          (image) =>
            image === config.Image ||
            `${image}:latest` === config.Image ||
            image === `${config.Image ?? ''}:latest` ||
            imageId.replace('sha256:', '').startsWith(image),
        )) &&
    (!filters.has('network') || container.connections.some(({ network }) => isNetwork(engine, filters.get('network'), network))) &&
    matchesPorts(filters, container) &&
    (!filters.has('volume') ||
      container.mounts.some(({ name, destination }) => filters.get('volume').includes(name) || filters.get('volume').includes(destination))) &&
    filters.matchesLabels(config.Labels ?? {}) &&
    (!filters.has('before') || Date.parse(container.created) < time('before')) &&
    (!filters.has('since') || Date.parse(container.created) > time('since'))
  );
}

/** `GET /containers/json`, newest first. @throws DaemonError bad-request for a bad filter */
export function listContainers(engine: Engine, query: Readonly<Record<string, string>>, all: boolean): readonly ContainerSummary[] {
  const filters = parseFilters(query['filters'], known);
  const limit = Number(query['limit'] ?? 0);
  const everything = all || limit > 0 || filters.has('status') || filters.has('exited') || filters.has('before') || filters.has('since');
  const rows = engine.containers
    .all()
    .filter((container) => (everything || isRunning(container)) && wanted(engine, filters, container))
    .sort((a, b) => (a.created < b.created ? 1 : -1));
  return (limit > 0 ? rows.slice(0, limit) : rows).map((container) => summarise(engine, container));
}
