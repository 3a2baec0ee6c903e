/** `-p` and `--expose` (docker/go-connections nat). */
import type { PortBinding } from '../../api/create-request.ts';

type Range = readonly [from: number, to: number];

export interface Ports {
  readonly exposed: Readonly<Record<string, object>>;
  readonly bindings: Readonly<Record<string, readonly PortBinding[]>>;
}

function parseRange(given: string, problem: string): Range {
  const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(given) ?? [];
  if (from === '' || Number(from) > 65535 || Number(to) > 65535 || Number(to) < Number(from)) throw new Error(problem);
  return [Number(from), Number(to)];
}

/** `[address:]hostPort:containerPort[/protocol]`; an IPv6 address stands in brackets. */
function split(given: string): { readonly address: string; readonly host: string; readonly container: string } {
  const parts = given.replace(/^\[[^\]]*\]/, (address) => address.replaceAll(':', ';')).split(':');
  const container = parts.pop() ?? '';
  const host = parts.pop() ?? '';
  const address = parts
    .join(':')
    .replaceAll(';', ':')
    .replace(/^\[(.*)\]$/, '$1');
  return { address, host, container };
}

function publish(given: string, into: Record<string, PortBinding[]>): void {
  const { address, host, container } = split(given);
  const [ports = '', protocol = 'tcp'] = container.split('/');
  if (address !== '' && !/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]+)$/i.test(address)) throw new Error(`invalid IP address: ${address}`);
  if (ports === '') throw new Error(`no port specified: ${given}<empty>`);
  const [from, to] = parseRange(ports, `invalid containerPort: ${ports}`);
  const [hostFrom, hostTo] = host === '' ? [0, 0] : parseRange(host, `invalid hostPort: ${host}`);
  // One container port may be given a range, from which the daemon picks.
  if (host !== '' && hostTo - hostFrom !== to - from && to !== from)
    throw new Error(`invalid ranges specified for container and host Ports: ${ports} and ${host}`);
  if (!/^(tcp|udp|sctp)$/i.test(protocol)) throw new Error(`invalid proto: ${protocol}`);
  for (let port = from; port <= to; port++) {
    const HostPort = host === '' || to === from ? host : String(hostFrom + port - from);
    (into[`${port}/${protocol.toLowerCase()}`] ??= []).push({ HostIp: address, HostPort });
  }
}

/** `target=80,published=8080,protocol=tcp`: the long form of `-p`. */
function shortForm(given: string): string {
  if (!given.includes('=')) return given;
  const fields = Object.fromEntries(given.split(',').map((field) => field.split('=') as [string, string]));
  const known = ['protocol', 'mode', 'target', 'published'];
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`invalid field key ${unknown}`);
  return `${fields['published'] ?? ''}:${fields['target'] ?? ''}/${fields['protocol'] ?? 'tcp'}`;
}

function expose(given: string, into: Record<string, object>): void {
  if (given.includes(':')) throw new Error(`invalid port format for --expose: ${given}`);
  const [ports = '', protocol = 'tcp'] = given.split('/');
  const [from, to] = parseRange(
    ports,
    `invalid range format for --expose: ${ports}, error: strconv.ParseUint: parsing ${JSON.stringify(ports)}: invalid syntax`,
  );
  for (let port = from; port <= to; port++) into[`${port}/${protocol.toLowerCase()}`] = {};
}

/** @throws Error */
export function portsOf(published: readonly string[], exposedPorts: readonly string[]): Ports {
  const bindings: Record<string, PortBinding[]> = {};
  for (const given of published) publish(shortForm(given), bindings);
  const exposed: Record<string, object> = Object.fromEntries(Object.keys(bindings).map((port) => [port, {}]));
  for (const given of exposedPorts) expose(given, exposed);
  return { exposed, bindings };
}
