import type { ContainerSummary } from '../../api/containers.ts';
import { badRequest } from '../errors.ts';
import { integer } from '../http/numbers.ts';
import { isTrue } from '../http/router.ts';
import { parseFilters, type Filters } from '../system/filters.ts';
import { isRunning, stateWord, zeroTime, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { summarise } from './inspect.ts';
import { parsePortRanges, type PortRange } from './port-filter.ts';

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
const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const healths = ['none', 'starting', 'healthy', 'unhealthy'];

function check(filters: Filters, name: string, what: string, allowed: readonly string[]): void {
  for (const value of filters.get(name))
    if (!allowed.includes(value))
      throw badRequest(`invalid filter '${name}=${value}': invalid value for ${what} (${value}): must be one of ${allowed.join(', ')}`);
}

/** What the filters ask for, looked up once. @throws DaemonError with Docker's texts */
interface Wanted {
  readonly filters: Filters;
  readonly publish: readonly PortRange[];
  readonly expose: readonly PortRange[];
  readonly images: readonly string[];
  /** Milliseconds since the epoch. */
  readonly before: number;
  readonly since: number;
}

function lookUp(engine: Engine, filters: Filters): Wanted {
  check(filters, 'status', 'state', states);
  check(filters, 'health', 'health', healths);
  for (const code of filters.get('exited'))
    if (!/^-?\d+$/.test(code)) throw badRequest(`invalid filter 'exited=${code}': strconv.Atoi: parsing "${code}": invalid syntax`);
  const createdAt = (name: string): number[] => filters.get(name).map((other) => Date.parse(engine.containers.find(other).created));
  return {
    filters,
    publish: parsePortRanges('publish', filters.get('publish')),
    expose: parsePortRanges('expose', filters.get('expose')),
    images: filters.get('ancestor').flatMap((name) => imageId(engine, name)),
    before: Math.min(...createdAt('before')),
    since: Math.max(...createdAt('since')),
  };
}

/** An image that is not there is nobody's ancestor. */
function imageId(engine: Engine, name: string): string[] {
  try {
    return [engine.images.resolve(name).id];
  } catch {
    return [];
  }
}

/** A network by its name, or the beginning of its id. */
function matchesNetwork(engine: Engine, filters: Filters, { connections }: Container): boolean {
  if (!filters.has('network')) return true;
  const matches = (name: string): boolean => filters.matches('network', name) || filters.matchesPrefix('network', engine.networks.find(name)?.id ?? ' ');
  return connections.some(({ network }) => matches(network));
}

/** All that can be told without describing the container. */
function matches(engine: Engine, { filters, images, before, since }: Wanted, container: Container): boolean {
  const { state, config, host } = container;
  const created = Date.parse(container.created);
  const exited = !isRunning(container) && state.startedAt !== zeroTime && filters.matches('exited', String(state.exitCode));
  return (
    filters.matchesPrefix('id', container.id) &&
    (filters.matchesPattern('name', container.name) || filters.matchesPattern('name', `/${container.name}`)) &&
    filters.matches('status', stateWord(container)) &&
    filters.matches('health', state.health?.Status ?? 'none') &&
    (!filters.has('exited') || exited) &&
    (!filters.has('ancestor') || images.includes(container.imageId)) &&
    matchesNetwork(engine, filters, container) &&
    (!filters.has('volume') || container.mounts.some(({ name, destination }) => filters.matches('volume', name) || filters.matches('volume', destination))) &&
    filters.matchesLabels(config.Labels ?? {}) &&
    filters.boolean('is-task') !== true &&
    (filters.matches('isolation', 'default') || filters.matches('isolation', host.Isolation ?? '')) &&
    created < before &&
    created > since
  );
}

function matchesPorts({ publish, expose }: Wanted, { Ports }: ContainerSummary): boolean {
  if (publish.length === 0 && expose.length === 0) return true;
  const within = (ranges: readonly PortRange[], port: number | undefined, protocol: string): boolean =>
    ranges.some((range) => port !== undefined && range.protocol === protocol && range.first <= port && port <= range.last);
  return Ports.some(({ PublicPort, PrivatePort, Type }) => within(publish, PublicPort, Type) || within(expose, PrivatePort, Type));
}

/** `GET /containers/json`, newest first. @throws DaemonError with Docker's texts */
export function listContainers(engine: Engine, query: Readonly<Record<string, string>>): readonly ContainerSummary[] {
  const limit = integer(query['limit']) ?? 0;
  const wanted = lookUp(engine, parseFilters(query['filters'], known));
  const everything = isTrue(query['all']) || limit > 0 || wanted.filters.has('status');
  const rows = engine.containers
    .all()
    .filter((container) => (everything || isRunning(container) || container.state.restarting) && matches(engine, wanted, container))
    .sort((a, b) => (a.created < b.created ? 1 : -1))
    .map((container) => summarise(engine, container))
    .filter((summary) => matchesPorts(wanted, summary));
  return limit > 0 ? rows.slice(0, limit) : rows;
}
