/** A container's networks while it starts and when it has ended. */
import type { PortBinding } from '../../api/networks.ts';
import type { Container } from '../containers/container.ts';
import { isRunning } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { DaemonError, notFound } from '../errors.ts';
import { checkSettings, type Connection } from './connection.ts';
import { applyFirewall, type Published } from './firewall.ts';
import { isUserDefined, type Endpoint, type Network } from './network.ts';

const setUpFailed = 'failed to set up container networking: ';

/** The container's published ports, and where they lead. */
export function publishedBy({ connections, published }: Container): readonly Published[] {
  const target = connections.find(({ endpoint }) => endpoint && endpoint.gateway !== '')?.endpoint?.address;
  return target === undefined ? [] : published.map((mapping) => ({ ...mapping, target }));
}

/** Makes the machine's packet rules what networks and published ports want them to be. */
export function updateFirewall({ sys, networks, containers }: Engine): void {
  const bridges = networks.all
    .filter(({ bridge }) => bridge !== '')
    .map((network) => ({ index: networks.bridgeIndex(network), open: network.options['com.docker.network.bridge.enable_icc'] !== 'false' }));
  applyFirewall(sys, { bridges, published: containers.all().flatMap(publishedBy) });
}

/** The lowest of eth0, eth1, … that is free. */
function freeInterface(connections: readonly Connection[]): string {
  const taken = new Set(connections.map(({ endpoint }) => endpoint?.interface));
  let number = 0;
  while (taken.has(`eth${number}`)) number++;
  return `eth${number}`;
}

export function networkEvent({ events }: Engine, action: string, network: Pick<Network, 'id' | 'name' | 'driver'>, container?: string): void {
  events.emit('network', action, network.id, { ...(container === undefined ? {} : { container }), name: network.name, type: network.driver });
}

/** Takes an address for one connection. @throws DaemonError with Docker's texts */
export function joinNetwork(engine: Engine, container: Container, connection: Connection): Endpoint | null {
  const network = engine.networks.find(connection.network);
  if (!network) throw notFound(`${setUpFailed}network ${connection.network} not found`);
  checkSettings(network, connection.settings, `invalid config for network ${network.name}: `);
  if (network.bridge === '') return null;
  connection.endpoint = engine.networks.join(network, connection.settings, freeInterface(container.connections));
  if (isUserDefined(network.name)) engine.resolver.listen();
  networkEvent(engine, 'connect', network, container.id);
  return connection.endpoint;
}

function wantedPorts({ host, config }: Container): readonly (readonly [port: string, binding: PortBinding])[] {
  const bound = Object.entries(host.PortBindings ?? {}).flatMap(([port, bindings]) => (bindings ?? []).map((binding) => [port, binding] as const));
  if (!host.PublishAllPorts) return bound;
  const named = new Set(bound.map(([port]) => port));
  const exposed = Object.keys(config.ExposedPorts ?? {}).filter((port) => !named.has(port));
  return [...bound, ...exposed.map((port) => [port, {}] as const)].sort(([a], [b]) => parseInt(a) - parseInt(b));
}

function publishPorts(engine: Engine, container: Container): void {
  const wanted = wantedPorts(container);
  const endpoint = container.connections.find(({ endpoint: own }) => own && own.gateway !== '')?.endpoint;
  if (wanted.length === 0 || !endpoint) return;
  try {
    for (const [port, binding] of wanted) container.published = [...container.published, engine.ports.reserve(port, binding, endpoint.address)];
  } catch (error) {
    throw new DaemonError(
      'internal',
      `driver failed programming external connectivity on endpoint ${container.name} (${endpoint.id}): ${(error as Error).message}`,
    );
  }
  updateFirewall(engine);
}

/** Addresses and ports for a start. @throws DaemonError with Docker's texts; what was taken is given back by {@link leaveNetworks} */
export function joinNetworks(engine: Engine, container: Container): void {
  try {
    for (const connection of container.connections) joinNetwork(engine, container, connection);
    publishPorts(engine, container);
  } catch (error) {
    if (!(error instanceof DaemonError) || error.message.startsWith(setUpFailed) || error.message.startsWith('invalid config')) throw error;
    throw new DaemonError(error.kind, setUpFailed + error.message);
  }
}

export function leaveNetwork(engine: Engine, container: Container, connection: Connection): void {
  const { endpoint } = connection;
  connection.endpoint = null;
  if (!endpoint) return;
  engine.networks.leave(endpoint);
  const network = engine.networks.find(endpoint.networkId);
  if (network) networkEvent(engine, 'disconnect', network, container.id);
}

/** Gives back what a container had while it ran. */
export function leaveNetworks(engine: Engine, container: Container): void {
  for (const connection of container.connections) leaveNetwork(engine, container, connection);
  if (container.published.length === 0) return;
  for (const mapping of container.published) engine.ports.release(mapping);
  container.published = [];
  updateFirewall(engine);
}

/** A new dockerd takes over what running containers have, and what the users' networks need. */
export function adoptNetworks(engine: Engine): void {
  const running = engine.containers.all().filter(isRunning);
  for (const { connections, published } of running) {
    for (const { endpoint } of connections) if (endpoint) engine.networks.adopt(endpoint);
    for (const mapping of published) engine.ports.adopt(mapping);
  }
  if (engine.networks.all.some(({ name }) => isUserDefined(name))) engine.resolver.listen();
  updateFirewall(engine);
}
