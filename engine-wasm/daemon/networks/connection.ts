/** What a container is told about its networks: checked when it is created, kept for every start. */
import type { CreateRequest } from '../../api/containers.ts';
import type { EndpointSettings } from '../../api/networks.ts';
import { badRequest, conflict, type DaemonError } from '../errors.ts';
import type { Networks } from './networks.ts';
import { isBuiltIn, isUserDefined, type Endpoint, type Network } from './network.ts';
import { contains, parseAddress } from './subnet.ts';

export interface Connection {
  readonly network: string;
  readonly settings: EndpointSettings;
  /** While the container runs. */
  endpoint: Endpoint | null;
}

/** moby's validateEndpointSettings: one finding is a line, several are a list. */
function findings(network: Network, { IPAMConfig, Aliases }: EndpointSettings): readonly string[] {
  const found: string[] = [];
  const builtIn = isBuiltIn(network);
  if (Aliases?.length && builtIn) found.push('network-scoped alias is supported only for containers in user defined networks');
  const address = IPAMConfig?.IPv4Address ?? '';
  if (address === '') return found;
  const number = parseAddress(address);
  if (builtIn) found.push('user specified IP address is supported on user defined networks only');
  if (number === null) found.push(`invalid IPv4 address: ${address}`);
  if (!network.requested && network.name !== 'bridge')
    found.push('user specified IP address is supported only when connecting to networks with user configured subnets');
  else if (network.subnet && (number === null || !contains(network.subnet, number)) && (network.requested || number === null))
    found.push(`no configured subnet or ip-range contain the IP address ${address}`);
  return found;
}

/** @throws DaemonError bad-request with Docker's text, which begins with `prefix` */
export function checkSettings(network: Network, settings: EndpointSettings, prefix: string): void {
  const found = findings(network, settings);
  if (found.length === 0) return;
  const list = found.length === 1 ? (found[0] as string) : found.map((finding) => `* ${finding}`).join('\n');
  throw badRequest(`${prefix}invalid endpoint settings:\n${list}`);
}

/** Options that make no sense in somebody else's network namespace. @throws DaemonError bad-request with Docker's texts */
function checkJoined({ Hostname, ExposedPorts, HostConfig: host = {} }: CreateRequest): void {
  const conflicting = (what: string): DaemonError =>
    badRequest(`conflicting options: ${what} and the ${what.startsWith('port') ? 'container type ' : ''}network mode`);
  if (Hostname) throw conflicting('hostname');
  if (host.Dns?.length) throw conflicting('dns');
  if (host.ExtraHosts?.length) throw conflicting('custom host-to-IP mapping');
  if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts) throw conflicting('port publishing');
  if (Object.keys(ExposedPorts ?? {}).length > 0) throw conflicting('port exposing');
}

/** @throws DaemonError with Docker's texts */
export function connectionsOf(networks: Networks, mode: string, request: CreateRequest): Connection[] {
  if (mode.startsWith('container:')) {
    checkJoined(request);
    return [];
  }
  const given = new Map(
    Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {}).map(([name, settings]) => [name === 'default' ? 'bridge' : name, settings ?? {}]),
  );
  if (!given.has(mode)) given.set(mode, {});
  const order = [mode, ...[...given.keys()].filter((name) => name !== mode)];
  if (order.length > 1 && order.some((name) => name === 'host' || name === 'none'))
    throw badRequest('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
  return order.map((name) => {
    const settings = given.get(name) as EndpointSettings;
    const network = networks.find(name);
    if (network) checkSettings(network, settings, `invalid config for network ${name}: `);
    return { network: network?.name ?? name, settings, endpoint: null };
  });
}

/** Names by which the others of a user's network find a container. */
export function dnsNames({ id, name }: { readonly id: string; readonly name: string }, { network, settings }: Connection): readonly string[] | null {
  if (!isUserDefined(network)) return null;
  return [...new Set([name, ...(settings.Aliases ?? []), id.slice(0, 12)])];
}

/** @throws DaemonError with Docker's texts, unless the container may be connected to one more network */
export function checkConnectable(mode: string, network: Network): void {
  if (network.driver === 'host') throw conflictWith('cannot connect container to host network - container must be created in host network mode');
  if (mode === 'host') throw conflictWith('cannot connect container to host network - container must be created in host network mode');
  if (mode === 'none' || network.driver === 'null')
    throw conflictWith('container cannot be connected to multiple networks with one of the networks in private (none) mode');
  if (mode.startsWith('container:'))
    throw conflictWith('container sharing network namespace with another container or host cannot be connected to any other network');
}

const conflictWith = (text: string): DaemonError => conflict(text);

/** Which endpoint leads out: not an internal one, the highest priority, the first by name (libnetwork's order). */
export function gatewayOf(connections: readonly Connection[]): Endpoint | null {
  const candidates = connections.filter(({ endpoint }) => endpoint && endpoint.gateway !== '');
  const priority = ({ settings }: Connection): number => settings.GwPriority ?? 0;
  const [first] = candidates.sort((a, b) => priority(b) - priority(a) || (a.network < b.network ? -1 : 1));
  return first?.endpoint ?? null;
}

/** The resolver that 127.0.0.11 leads to; empty when the container is on no network with names. */
export function resolverOf(connections: readonly Connection[]): string {
  return connections.find(({ endpoint }) => endpoint && endpoint.resolver !== '')?.endpoint?.resolver ?? '';
}
