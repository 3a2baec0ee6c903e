/**
 * Names on users' networks: what Docker's embedded server at 127.0.0.11 answers. One socket serves all containers; who asks is known by the
 * address that the question comes from, and sees the names of the networks it is on, and no others.
 */
import { dnsAnswer, dnsCode, dnsName, dnsType, parseDnsQuery, type DnsQuestion } from '../../wire/dns.ts';
import { ipv4 } from '../../sys/netlink-message.ts';
import type { Datagram, Fd, Sys } from '../../sys/sys.ts';
import { logError } from '../background.ts';
import { dnsNames, type Connection } from './connection.ts';
import { resolverPort } from './firewall.ts';
import { isUserDefined } from './network.ts';

export interface NamedContainer {
  readonly id: string;
  readonly name: string;
  readonly connections: readonly Connection[];
}

interface Member {
  readonly network: string;
  readonly address: string;
  readonly container: NamedContainer;
  readonly connection: Connection;
}

function membersOf(containers: readonly NamedContainer[]): readonly Member[] {
  return containers.flatMap((container) =>
    container.connections.flatMap((connection) =>
      connection.endpoint && isUserDefined(connection.network)
        ? [{ network: connection.network, address: connection.endpoint.address, container, connection }]
        : [],
    ),
  );
}

function addressesOf(name: string, visible: readonly Member[]): readonly string[] {
  return visible
    .filter(({ network, container, connection }) =>
      (dnsNames(container, connection) ?? []).some((known) => known.toLowerCase() === name || `${known}.${network}`.toLowerCase() === name),
    )
    .map(({ address }) => address);
}

function reverseName(name: string, visible: readonly Member[]): string | null {
  const reversed = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name);
  const address = reversed?.slice(1).reverse().join('.');
  const member = visible.find((candidate) => candidate.address === address);
  return member ? `${member.container.name}.${member.network}` : null;
}

/** The answer for whoever has `address`. Beyond the containers there are no names: the machine has no network outside. */
export function resolve(question: DnsQuestion, address: string, containers: readonly NamedContainer[]): Uint8Array {
  const members = membersOf(containers);
  const networks = members.find((member) => member.address === address)?.container.connections.map(({ network }) => network) ?? [];
  const visible = members.filter(({ network }) => networks.includes(network));
  if (question.type === dnsType.ptr) {
    const name = reverseName(question.name, visible);
    return name === null ? dnsAnswer(question, dnsCode.noSuchName, []) : dnsAnswer(question, dnsCode.ok, [dnsName(name)]);
  }
  const addresses = addressesOf(question.name, visible);
  if (addresses.length === 0) return dnsAnswer(question, dnsCode.noSuchName, []);
  return dnsAnswer(question, dnsCode.ok, question.type === dnsType.a ? addresses.map(ipv4) : []);
}

export class Resolver {
  readonly #sys: Sys;
  readonly #containers: () => readonly NamedContainer[];
  #listening = false;

  constructor(sys: Sys, containers: () => readonly NamedContainer[]) {
    this.#sys = sys;
    this.#containers = containers;
  }

  /** Serves from the first network with names on. */
  listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    const { sockets, loop } = this.#sys;
    const socket = sockets.listenUdp('0.0.0.0', resolverPort);
    loop.onReadable(socket, () => {
      for (let query = sockets.receiveFrom(socket); query !== null; query = sockets.receiveFrom(socket)) this.#answer(socket, query);
    });
  }

  #answer(socket: Fd, { bytes, address, port }: Datagram): void {
    const question = parseDnsQuery(bytes);
    if (!question) return;
    try {
      this.#sys.sockets.sendTo(socket, resolve(question, address, this.#containers()), address, port);
    } catch (error) {
      // Who asked has left the network meanwhile.
      logError(`answer to ${address}`, error);
    }
  }
}
