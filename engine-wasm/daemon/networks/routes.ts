import type { EndpointSettings, NetworkCreateRequest } from '../../api/networks.ts';
import { isRunning } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { badRequest, forbidden } from '../errors.ts';
import { empty, json, type Route } from '../http/router.ts';
import { parseFilters, type Filters } from '../system/filters.ts';
import { connectContainer, disconnectContainer } from './connect.ts';
import { describeNetwork, membersOf } from './inspect.ts';
import { networkEvent, updateFirewall } from './join.ts';
import { isBuiltIn, isUserDefined, type Network } from './network.ts';

function createNetwork(engine: Engine, request: NetworkCreateRequest): unknown {
  const network = engine.networks.create(request);
  engine.resolver.listen();
  updateFirewall(engine);
  networkEvent(engine, 'create', network);
  return { Id: network.id, Warning: '' };
}

/** @throws DaemonError with Docker's texts */
function removeNetwork(engine: Engine, network: Network): void {
  if (isBuiltIn(network)) throw forbidden(`${network.name} is a pre-defined network and cannot be removed`);
  const members = membersOf(engine, network).map(
    ({ container, connection }) => `name:"${container.name}" id:"${(connection.endpoint?.id ?? '').slice(0, 12)}"`,
  );
  if (members.length > 0) throw forbidden(`error while removing network: network ${network.name} has active endpoints (${members.join(', ')})`);
  engine.networks.remove(network);
  updateFirewall(engine);
  networkEvent(engine, 'destroy', network);
}

/** Whether no container, running or not, is told to be on it. */
function isUnused({ containers }: Engine, { name }: Network): boolean {
  return !containers.all().some(({ connections }) => connections.some(({ network }) => network === name));
}

function listNetworks(engine: Engine, text: string | undefined): unknown {
  const filters = parseFilters(text, ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']);
  const wrongType = filters.get('type').find((type) => type !== 'custom' && type !== 'builtin');
  if (wrongType !== undefined) throw badRequest(`invalid filter: 'type'='${wrongType}'`);
  return engine.networks.all.filter((network) => isWanted(engine, filters, network)).map((network) => describeNetwork(engine, network, false));
}

function isWanted(engine: Engine, filters: Filters, network: Network): boolean {
  const inUse = isBuiltIn(network) || membersOf(engine, network).length > 0;
  return (
    filters.matches('driver', network.driver) &&
    filters.matches('scope', 'local') &&
    filters.matches('type', isBuiltIn(network) ? 'builtin' : 'custom') &&
    filters.matchesPattern('name', network.name) &&
    filters.matchesPattern('id', network.id) &&
    filters.matchesLabels(network.labels) &&
    (!filters.has('dangling') || filters.get('dangling').some((wanted) => (wanted === 'true' || wanted === '1') !== inUse))
  );
}

function prune(engine: Engine, text: string | undefined): unknown {
  const filters = parseFilters(text, ['label', 'label!', 'until']);
  const until = filters.get('until')[0];
  const wanted = engine.networks.all.filter(
    (network) =>
      isUserDefined(network.name) &&
      isUnused(engine, network) &&
      filters.matchesLabels(network.labels) &&
      (until === undefined || Date.parse(network.created) < Number(until) * 1000),
  );
  for (const network of wanted) removeNetwork(engine, network);
  return { NetworksDeleted: wanted.length > 0 ? wanted.map(({ name }) => name) : null };
}

export function networkRoutes(engine: Engine): Route[] {
  const find = (params: Readonly<Record<string, string>>): Network => engine.networks.get(params['id'] as string);
  return [
    { method: 'GET', path: '/networks', handle: ({ query }) => json(listNetworks(engine, query['filters'])) },
    { method: 'POST', path: '/networks/create', body: 'json', handle: ({ body }) => json(createNetwork(engine, body as NetworkCreateRequest), 201) },
    { method: 'POST', path: '/networks/prune', handle: ({ query }) => json(prune(engine, query['filters'])) },
    { method: 'GET', path: '/networks/{id}', handle: ({ params }) => json(describeNetwork(engine, find(params), true)) },
    {
      method: 'DELETE',
      path: '/networks/{id}',
      handle: ({ params }) => {
        removeNetwork(engine, find(params));
        return empty();
      },
    },
    {
      method: 'POST',
      path: '/networks/{id}/connect',
      body: 'json',
      handle: ({ params, body }) => {
        const { Container = '', EndpointConfig } = body as { Container?: string; EndpointConfig?: EndpointSettings | null };
        const container = engine.containers.find(Container);
        connectContainer(engine, find(params), container, EndpointConfig ?? {});
        return empty(200);
      },
    },
    {
      method: 'POST',
      path: '/networks/{id}/disconnect',
      body: 'json',
      handle: ({ params, body }) => {
        const { Container = '', Force = false } = body as { Container?: string; Force?: boolean };
        const network = find(params);
        const container = engine.containers.find(Container);
        if (!Force || isRunning(container) || container.connections.some((connection) => connection.network === network.name))
          disconnectContainer(engine, network, container);
        return empty(200);
      },
    },
  ];
}
