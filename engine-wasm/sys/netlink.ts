/** Messages of rtnetlink(7), as far as bridges, veth pairs, addresses and routes need them. Each function returns one whole message. */

const header = 16;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
const NLM_F_EXCL = 0x200;
const NLM_F_CREATE = 0x400;
const RTM_NEWLINK = 16;
const RTM_NEWADDR = 20;
const RTM_NEWROUTE = 24;
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_PID = 19;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFA_LOCAL = 2;
const IFA_ADDRESS = 1;
const IFA_BROADCAST = 4;
const RTA_GATEWAY = 5;
const IFF_UP = 1;
const AF_INET = 2;

const encoder = new TextEncoder();

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** struct rtattr: length and type, padded to four bytes. */
function attribute(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((4 + payload.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + payload.length, true);
  view.setUint16(2, type, true);
  bytes.set(payload, 4);
  return bytes;
}

const text = (type: number, value: string): Uint8Array => attribute(type, encoder.encode(`${value}\0`));

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function ipv4(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}

function mac(address: string): Uint8Array {
  return Uint8Array.from(address.split(':'), (byte) => parseInt(byte, 16));
}

function message(type: number, flags: number, ...body: readonly Uint8Array[]): Uint8Array {
  const payload = join(...body);
  const bytes = new Uint8Array(header + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags | NLM_F_REQUEST | NLM_F_ACK, true);
  bytes.set(payload, header);
  return bytes;
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
  return message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, head, attribute(IFA_LOCAL, local), attribute(IFA_ADDRESS, local), attribute(IFA_BROADCAST, broadcast));
}

export function setLinkUp(index: number): Uint8Array {
  return message(RTM_NEWLINK, 0, linkHead(index, true));
}

export function addBridge(name: string, address: string): Uint8Array {
  const info = attribute(IFLA_LINKINFO, text(IFLA_INFO_KIND, 'bridge'));
  return message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, linkHead(0, true), text(IFLA_IFNAME, name), attribute(IFLA_ADDRESS, mac(address)), info);
}

export interface VethPair {
  /** The end that stays, connected to the bridge with index `bridge` and up. */
  readonly name: string;
  readonly bridge: number;
  readonly peer: { readonly name: string; readonly mac: string };
}

/** A veth pair whose peer is born in another network namespace: its PID goes where `pidOffset` points. */
export function addVeth({ name, bridge, peer }: VethPair): { readonly message: Uint8Array; readonly pidOffset: number } {
  const namespace = attribute(IFLA_NET_NS_PID, word(0));
  const peerLink = join(linkHead(0, false), text(IFLA_IFNAME, peer.name), attribute(IFLA_ADDRESS, mac(peer.mac)), namespace);
  const data = attribute(IFLA_INFO_DATA, attribute(VETH_INFO_PEER, peerLink));
  const info = attribute(IFLA_LINKINFO, join(text(IFLA_INFO_KIND, 'veth'), data));
  const whole = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, linkHead(0, true), text(IFLA_IFNAME, name), attribute(IFLA_MASTER, word(bridge)), info);
  // The namespace attribute ends the peer, the data, the info and the message.
  return { message: whole, pidOffset: whole.length - 4 };
}

/** struct rtmsg: the default route, by the main table. */
export function addDefaultRoute(gateway: string): Uint8Array {
  const unicast = 1;
  const mainTable = 254;
  const boot = 3;
  return message(
    RTM_NEWROUTE,
    NLM_F_CREATE | NLM_F_EXCL,
    Uint8Array.from([AF_INET, 0, 0, 0, mainTable, boot, 0, unicast]),
    word(0),
    attribute(RTA_GATEWAY, ipv4(gateway)),
  );
}

export function joinMessages(...messages: readonly Uint8Array[]): Uint8Array {
  return join(...messages);
}

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += (byte < 16 ? '0' : '') + byte.toString(16);
  return hex;
}
