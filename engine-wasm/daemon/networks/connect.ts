/** `docker network connect` and `disconnect`, also of a container that runs. */
import type { EndpointSettings } from '../../api/networks.ts';
import { NETLINK_NETFILTER, NETLINK_ROUTE } from '../../sys/constants.ts';
import { addAddress, addDefaultRoute, addVeth, deleteDefaultRoute, deleteLink, findLink, linkIndex, routeLocalNet, setLinkUp } from '../../sys/netlink.ts';
import { isRunning, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { writeEtc } from '../containers/etc.ts';
import { conflict, forbidden } from '../errors.ts';
import { checkConnectable, checkSettings, gatewayOf, resolverOf, type Connection } from './connection.ts';
import { resolverRules } from './firewall.ts';
import { joinNetwork, leaveNetwork, updateFirewall } from './join.ts';
import type { Endpoint, Network } from './network.ts';

/** A request in the container's network namespace. */
function inside({ sys }: Engine, { state }: Container, request: Uint8Array, protocol = NETLINK_ROUTE): Uint8Array {
  return sys.sockets.netlink(request, protocol, `/proc/${state.pid}/ns/net`);
}

function plug(engine: Engine, container: Container, endpoint: Endpoint): void {
  const peer = { name: endpoint.interface, mac: endpoint.mac };
  engine.sys.sockets.netlink(addVeth({ name: endpoint.hostInterface, bridge: endpoint.bridgeIndex, peer, pid: container.state.pid }).message);
  const index = linkIndex(inside(engine, container, findLink(endpoint.interface)));
  inside(engine, container, addAddress(index, endpoint.address, endpoint.prefixLength));
  inside(engine, container, setLinkUp(index));
  if (endpoint.resolver !== '') inside(engine, container, routeLocalNet(index));
}

/** The way out and the way to the names, after the set of networks has changed. */
function reroute(engine: Engine, container: Container, before: { readonly gateway: Endpoint | null; readonly resolver: string }): void {
  const gateway = gatewayOf(container.connections);
  const resolver = resolverOf(container.connections);
  if (before.gateway !== gateway) {
    // With its interface the route has gone already.
    if (before.gateway && container.connections.some(({ endpoint }) => endpoint === before.gateway))
      inside(engine, container, deleteDefaultRoute(before.gateway.gateway));
    if (gateway) inside(engine, container, addDefaultRoute(gateway.gateway));
  }
  if (before.resolver !== resolver) inside(engine, container, resolverRules(resolver), NETLINK_NETFILTER);
  writeEtc(engine, container);
  updateFirewall(engine);
}

const routesOf = ({ connections }: Container): { gateway: Endpoint | null; resolver: string } => ({
  gateway: gatewayOf(connections),
  resolver: resolverOf(connections),
});

/** @throws DaemonError with Docker's texts */
export function connectContainer(engine: Engine, network: Network, container: Container, settings: EndpointSettings): void {
  checkConnectable(container.host.NetworkMode ?? '', network);
  if (container.connections.some((existing) => existing.network === network.name))
    throw forbidden(`endpoint with name ${container.name} already exists in network ${network.name}`);
  checkSettings(network, settings, '');
  const connection: Connection = { network: network.name, settings, endpoint: null };
  if (isRunning(container)) {
    const before = routesOf(container);
    const endpoint = joinNetwork(engine, container, connection);
    container.connections = [...container.connections, connection];
    if (endpoint) plug(engine, container, endpoint);
    reroute(engine, container, before);
  } else container.connections = [...container.connections, connection];
  engine.containers.save(container);
}

/** @throws DaemonError with Docker's texts */
export function disconnectContainer(engine: Engine, network: Network, container: Container): void {
  const connection = container.connections.find((existing) => existing.network === network.name);
  if (network.driver === 'host') throw conflict('container cannot be disconnected from host network or connected to host network');
  if (!connection) throw forbidden(`container ${container.id} is not connected to network ${network.name}`);
  const before = routesOf(container);
  const { endpoint } = connection;
  container.connections = container.connections.filter((existing) => existing !== connection);
  leaveNetwork(engine, container, connection);
  if (endpoint && isRunning(container)) {
    engine.sys.sockets.netlink(deleteLink(endpoint.hostInterface));
    reroute(engine, container, before);
  }
  engine.containers.save(container);
}
