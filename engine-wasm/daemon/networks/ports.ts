/** Published ports: which address and port of the machine leads to which port of a container. */
import type { PortSummary } from '../../api/containers.ts';
import type { PortBinding } from '../../api/networks.ts';
import type { Fd, Sys, SysError } from '../../sys/sys.ts';
import { badRequest, DaemonError } from '../errors.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp';

export interface PortMapping {
  readonly protocol: Protocol;
  readonly containerPort: number;
  readonly hostAddress: string;
  readonly hostPort: number;
}

/** `80/tcp`, as the API names a container's port. @throws DaemonError bad-request with Docker's text */
function parsePort(text: string): { readonly port: number; readonly protocol: Protocol } {
  const [port = '', protocol = 'tcp'] = text.split('/');
  if (!/^\d+$/.test(port) || Number(port) > 65535) throw badRequest(`invalid port specification: "${text}"`);
  return { port: Number(port), protocol: protocol.toLowerCase() as Protocol };
}

/** `8080`, `8000-8010`, or empty: any. @throws DaemonError bad-request with Docker's text */
function parseHostPorts(text: string): readonly [first: number, last: number] | null {
  if (text === '' || text === '0') return null;
  const [first = '', last = first] = text.split('-');
  if (!/^\d+$/.test(first) || !/^\d+$/.test(last) || Number(last) > 65535) throw badRequest(`invalid port specification: "${text}"`);
  return [Number(first), Number(last)];
}

/** @throws DaemonError bad-request with Docker's text */
export function checkPortBindings(bindings: Readonly<Record<string, readonly PortBinding[] | null>>): void {
  for (const [port, hosts] of Object.entries(bindings)) {
    parsePort(port);
    for (const { HostPort = '' } of hosts ?? []) parseHostPorts(HostPort);
  }
}

/** net.ipv4.ip_local_port_range: where ports are taken from that nobody named. */
const firstEphemeral = 32768;
const lastEphemeral = 60999;
const anyAddress = '0.0.0.0';

interface Reservation {
  readonly address: string;
  /** Bound, so that nobody else of the machine gets the port; -1 where the protocol is one that this daemon cannot bind. */
  readonly socket: Fd;
}

function bindError(error: unknown, { hostAddress, hostPort, containerPort, protocol }: PortMapping, target: string): DaemonError {
  const texts: Readonly<Record<string, string>> = { EADDRINUSE: 'address already in use', EADDRNOTAVAIL: 'cannot assign requested address' };
  const reason = texts[(error as SysError).code] ?? (error as Error).message;
  return new DaemonError('internal', `failed to bind host port for ${hostAddress}:${hostPort}:${target}:${containerPort}/${protocol}: ${reason}`);
}

export class PortAllocator {
  readonly #sys: Sys;
  /** By `protocol/port`. */
  readonly #reserved = new Map<string, Reservation[]>();
  readonly #next = new Map<Protocol, number>();

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  /** `target`: the container's address, for the error text. @throws DaemonError with Docker's texts */
  reserve(port: string, { HostIp, HostPort = '' }: PortBinding, target: string): PortMapping {
    const { port: containerPort, protocol } = parsePort(port);
    const range = parseHostPorts(HostPort);
    const hostAddress = HostIp || anyAddress;
    const hostPort = range ? this.#firstFree(protocol, hostAddress, range) : this.#ephemeral(protocol, hostAddress);
    const mapping = { protocol, containerPort, hostAddress, hostPort };
    this.#hold(mapping, target);
    return mapping;
  }

  /** What a container that was running before this daemon started has already. */
  adopt(mapping: PortMapping): void {
    this.#hold(mapping, '');
  }

  release({ protocol, hostAddress, hostPort }: PortMapping): void {
    const key = `${protocol}/${hostPort}`;
    const [gone, others] = [
      this.#holders(key).find(({ address }) => address === hostAddress),
      this.#holders(key).filter(({ address }) => address !== hostAddress),
    ];
    if (gone && gone.socket >= 0) this.#sys.files.close(gone.socket);
    if (others.length > 0) this.#reserved.set(key, others);
    else this.#reserved.delete(key);
  }

  #holders(key: string): readonly Reservation[] {
    return this.#reserved.get(key) ?? [];
  }

  #holderOf(protocol: Protocol, address: string, port: number): Reservation | undefined {
    return this.#holders(`${protocol}/${port}`).find((other) => other.address === address || other.address === anyAddress || address === anyAddress);
  }

  #firstFree(protocol: Protocol, address: string, [first, last]: readonly [number, number]): number {
    for (let port = first; port <= last; port++) if (!this.#holderOf(protocol, address, port)) return port;
    const holder = this.#holderOf(protocol, address, first)?.address ?? address;
    throw new DaemonError('internal', `Bind for ${holder}:${first} failed: port is already allocated`);
  }

  #ephemeral(protocol: Protocol, address: string): number {
    const start = this.#next.get(protocol) ?? firstEphemeral;
    const count = lastEphemeral - firstEphemeral + 1;
    for (let i = 0; i < count; i++) {
      const port = firstEphemeral + ((start - firstEphemeral + i) % count);
      if (this.#holderOf(protocol, address, port)) continue;
      this.#next.set(protocol, port + 1);
      return port;
    }
    throw new DaemonError('internal', 'all ports are allocated');
  }

  #hold(mapping: PortMapping, target: string): void {
    const { protocol, hostAddress, hostPort } = mapping;
    const { sockets } = this.#sys;
    let socket = -1;
    try {
      if (protocol === 'tcp') socket = sockets.listenTcp(hostAddress, hostPort);
      else if (protocol === 'udp') socket = sockets.listenUdp(hostAddress, hostPort);
    } catch (error) {
      throw bindError(error, mapping, target);
    }
    const key = `${protocol}/${hostPort}`;
    this.#reserved.set(key, [...this.#holders(key), { address: hostAddress, socket }]);
  }
}

/** `NetworkSettings.Ports` of the API: what is exposed, and where it is published. */
export function portsOf(exposed: readonly string[], mappings: readonly PortMapping[]): Record<string, { HostIp: string; HostPort: string }[] | null> {
  const ports: Record<string, { HostIp: string; HostPort: string }[] | null> = Object.fromEntries(exposed.map((port) => [port, null]));
  for (const { protocol, containerPort, hostAddress, hostPort } of mappings)
    (ports[`${containerPort}/${protocol}`] ??= []).push({ HostIp: hostAddress, HostPort: String(hostPort) });
  return ports;
}

/** `Ports` of a row of `docker ps`. */
export function portRows(exposed: readonly string[], mappings: readonly PortMapping[]): readonly PortSummary[] {
  const published = new Set(mappings.map(({ protocol, containerPort }) => `${containerPort}/${protocol}`));
  const unpublished = exposed.filter((port) => !published.has(port)).map(parsePort);
  return [
    ...mappings.map(({ protocol, containerPort, hostAddress, hostPort }) => ({
      IP: hostAddress,
      PrivatePort: containerPort,
      PublicPort: hostPort,
      Type: protocol,
    })),
    ...unpublished.map(({ port, protocol }) => ({ PrivatePort: port, Type: protocol })),
  ];
}
