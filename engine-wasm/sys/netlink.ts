/** Messages of rtnetlink(7), as far as bridges, veth pairs, addresses and routes need them. Each function returns one whole message. */
import { attribute, ipv4, join, message, NLM_F_ACK, NLM_F_CREATE, NLM_F_EXCL, text, word } from './netlink-message.ts';

const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_NEWADDR = 20;
const RTM_NEWROUTE = 24;
const RTM_DELROUTE = 25;
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_PID = 19;
const IFLA_AF_SPEC = 26;
const IFLA_INET_CONF = 1;
const IPV4_DEVCONF_ROUTE_LOCALNET = 26;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFA_LOCAL = 2;
const IFA_ADDRESS = 1;
const IFA_BROADCAST = 4;
const RTA_GATEWAY = 5;
const IFF_UP = 1;
const AF_INET = 2;
const create = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;

function mac(address: string): Uint8Array {
  return Uint8Array.from(address.split(':'), (byte) => parseInt(byte, 16));
}

/** struct ifinfomsg. */
function linkHead(index: number, up: boolean): Uint8Array {
  return join(new Uint8Array(4), word(index), word(up ? IFF_UP : 0), word(up ? IFF_UP : 0));
}

/** struct ifaddrmsg and its attributes, with the broadcast address that `ip addr` shows. */
export function addAddress(index: number, address: string, prefixLength: number): Uint8Array {
  const local = ipv4(address);
  const host = 2 ** (32 - prefixLength) - 1;
  const broadcast = Uint8Array.from(local, (byte, i) => byte | ((host >>> (24 - 8 * i)) & 255));
  const head = join(Uint8Array.from([AF_INET, prefixLength, 0, 0]), word(index));
  return message(RTM_NEWADDR, create, head, attribute(IFA_LOCAL, local), attribute(IFA_ADDRESS, local), attribute(IFA_BROADCAST, broadcast));
}

export function setLinkUp(index: number): Uint8Array {
  return message(RTM_NEWLINK, NLM_F_ACK, linkHead(index, true));
}

/** Lets packets that were sent to 127.0.0.0/8 go through this interface after their destination was rewritten (route_localnet of ip-sysctl). */
export function routeLocalNet(index: number): Uint8Array {
  const on = attribute(IFLA_INET_CONF, attribute(IPV4_DEVCONF_ROUTE_LOCALNET, word(1)));
  return message(RTM_NEWLINK, NLM_F_ACK, join(new Uint8Array(4), word(index), word(0), word(0)), attribute(IFLA_AF_SPEC, attribute(AF_INET, on)));
}

export function addBridge(name: string, address: string): Uint8Array {
  const info = attribute(IFLA_LINKINFO, text(IFLA_INFO_KIND, 'bridge'));
  return message(RTM_NEWLINK, create, linkHead(0, true), text(IFLA_IFNAME, name), attribute(IFLA_ADDRESS, mac(address)), info);
}

export function deleteLink(name: string): Uint8Array {
  return message(RTM_DELLINK, NLM_F_ACK, linkHead(0, false), text(IFLA_IFNAME, name));
}

/** Asks for one interface; {@link linkIndex} reads the answer. */
export function findLink(name: string): Uint8Array {
  return message(RTM_GETLINK, NLM_F_ACK, linkHead(0, false), text(IFLA_IFNAME, name));
}

/** The index in the answer to {@link findLink}: nlmsghdr, then ifinfomsg, whose second word it is. */
export function linkIndex(answer: Uint8Array): number {
  return new DataView(answer.buffer, answer.byteOffset).getInt32(20, true);
}

export interface VethPair {
  /** The end that stays, connected to the bridge with index `bridge` and up. */
  readonly name: string;
  readonly bridge: number;
  readonly peer: { readonly name: string; readonly mac: string };
  /** Who has the network namespace that the peer is born in; 0 when that is not known yet. */
  readonly pid: number;
}

/** A veth pair whose peer is born in another network namespace. The PID of its owner is the word at `pidOffset`. */
export function addVeth({ name, bridge, peer, pid }: VethPair): { readonly message: Uint8Array; readonly pidOffset: number } {
  const namespace = attribute(IFLA_NET_NS_PID, word(pid));
  const peerLink = join(linkHead(0, false), text(IFLA_IFNAME, peer.name), attribute(IFLA_ADDRESS, mac(peer.mac)), namespace);
  const data = attribute(IFLA_INFO_DATA, attribute(VETH_INFO_PEER, peerLink));
  const info = attribute(IFLA_LINKINFO, text(IFLA_INFO_KIND, 'veth'), data);
  const whole = message(RTM_NEWLINK, create, linkHead(0, true), text(IFLA_IFNAME, name), attribute(IFLA_MASTER, word(bridge)), info);
  // The namespace attribute ends the peer, the data, the info and the message.
  return { message: whole, pidOffset: whole.length - 4 };
}

/** struct rtmsg: the default route, by the main table. */
function defaultRoute(type: number, flags: number, gateway: string): Uint8Array {
  const unicast = 1;
  const mainTable = 254;
  const boot = 3;
  return message(type, flags, Uint8Array.from([AF_INET, 0, 0, 0, mainTable, boot, 0, unicast]), word(0), attribute(RTA_GATEWAY, ipv4(gateway)));
}

export function addDefaultRoute(gateway: string): Uint8Array {
  return defaultRoute(RTM_NEWROUTE, create, gateway);
}

export function deleteDefaultRoute(gateway: string): Uint8Array {
  return defaultRoute(RTM_DELROUTE, NLM_F_ACK, gateway);
}
