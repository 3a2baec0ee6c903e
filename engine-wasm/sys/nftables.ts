/**
 * Messages of nf_tables (linux/netfilter/nf_tables.h), as far as address translation and plain filters need them. A rule is a list of expressions
 * that load a value into a register and compare it, and of what is done when every comparison held. Numbers of the protocol are big endian;
 * what is compared has the order that its source has.
 */
import { attribute, ipv4, join, message, NLM_F_ACK, NLM_F_CREATE, text, word } from './netlink-message.ts';

const subsystem = 10;
const batchBegin = 0x10;
const batchEnd = 0x11;
const NEWTABLE = 0;
const NEWCHAIN = 3;
const NEWRULE = 6;
const DESTROYTABLE = 26;
const NLM_F_APPEND = 0x800;
const AF_UNSPEC = 0;
const AF_INET = 2;
const nested = 0x8000;
const verdictRegister = 0;
const register1 = 1;
const register2 = 2;
const equal = 0;
const notEqual = 1;

type Expression = Uint8Array;

function be32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const be16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const number = (type: number, value: number): Uint8Array => attribute(type, be32(value));
const group = (type: number, ...parts: readonly Uint8Array[]): Uint8Array => attribute(type | nested, ...parts);
const value = (type: number, bytes: Uint8Array): Uint8Array => group(type, attribute(1, bytes));

function expression(name: string, ...data: readonly Uint8Array[]): Expression {
  return group(1, text(1, name), group(2, ...data));
}

function compare(bytes: Uint8Array, operation = equal): Expression {
  return expression('cmp', number(1, register1), number(2, operation), value(3, bytes));
}

function payload(base: number, offset: number, length: number): Expression {
  return expression('payload', number(1, register1), number(2, base), number(3, offset), number(4, length));
}

function meta(key: number): Expression {
  return expression('meta', number(1, register1), number(2, key));
}

/** Whether any of the bits is set in a word of connection tracking. */
function conntrackHas(key: number, bits: number): readonly Expression[] {
  return [
    expression('ct', number(1, register1), number(2, key)),
    expression('bitwise', number(1, register1), number(2, register1), number(3, 4), value(4, word(bits)), value(5, word(0))),
    compare(word(0), notEqual),
  ];
}

const networkHeader = 1;
const transportHeader = 2;
const destinationOffset = 16;

/** What a packet must be like. */
export const match = {
  /** IPPROTO_TCP 6, IPPROTO_UDP 17. */
  protocol: (protocol: number): readonly Expression[] => [meta(16), compare(Uint8Array.of(protocol))],
  destination: (address: string): readonly Expression[] => [payload(networkHeader, destinationOffset, 4), compare(ipv4(address))],
  /** The first byte of the destination: a network /8. */
  destinationNet: (first: number): readonly Expression[] => [payload(networkHeader, destinationOffset, 1), compare(Uint8Array.of(first))],
  /** Any address of this machine (fib daddr type local). */
  destinationIsLocal: (): readonly Expression[] => [expression('fib', number(1, register1), number(2, 3), number(3, 2)), compare(word(2))],
  destinationPort: (port: number): readonly Expression[] => [payload(transportHeader, 2, 2), compare(be16(port))],
  /** Interfaces by index. */
  inputIs: (index: number): readonly Expression[] => [meta(4), compare(word(index))],
  inputIsNot: (index: number): readonly Expression[] => [meta(4), compare(word(index), notEqual)],
  outputIs: (index: number): readonly Expression[] => [meta(5), compare(word(index))],
  outputIsNot: (index: number): readonly Expression[] => [meta(5), compare(word(index), notEqual)],
  /** Packets of a connection that is established, or related to one. */
  established: (): readonly Expression[] => conntrackHas(0, 2 | 4),
  /** Packets of a connection whose destination was rewritten (IPS_DST_NAT). */
  redirected: (): readonly Expression[] => conntrackHas(2, 0x20),
} as const;

function verdict(code: number): readonly Expression[] {
  return [expression('immediate', number(1, verdictRegister), group(2, group(2, number(1, code))))];
}

/** What is done about it. */
export const action = {
  drop: (): readonly Expression[] => verdict(0),
  accept: (): readonly Expression[] => verdict(1),
  /** The destination becomes `address:port`. */
  redirect: (address: string, port: number): readonly Expression[] => [
    expression('immediate', number(1, register1), value(2, ipv4(address))),
    expression('immediate', number(1, register2), value(2, be16(port))),
    expression('nat', number(1, 1), number(2, AF_INET), number(3, register1), number(5, register2)),
  ],
  /** The source becomes the address of the interface that the packet leaves by. */
  masquerade: (): readonly Expression[] => [expression('masq')],
} as const;

export const rule = (...parts: readonly (readonly Expression[])[]): readonly Expression[] => parts.flat();

export const hook = { prerouting: 0, forward: 2, output: 3, postrouting: 4 } as const;

export interface Chain {
  readonly name: string;
  readonly type: 'nat' | 'filter';
  readonly hook: number;
  readonly priority: number;
  readonly rules: readonly (readonly Expression[])[];
}

/** struct nfgenmsg. */
const head = (family: number, resource = 0): Uint8Array => join(Uint8Array.of(family, 0), be16(resource));
const command = (type: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  message((subsystem << 8) | type, flags | NLM_F_ACK, head(AF_INET), ...parts);

function chainMessages(table: string, { name, type, hook: at, priority, rules }: Chain): readonly Uint8Array[] {
  const place = group(4, number(1, at), number(2, priority));
  return [
    command(NEWCHAIN, NLM_F_CREATE, text(1, table), text(3, name), place, text(7, type)),
    ...rules.map((expressions) => command(NEWRULE, NLM_F_CREATE | NLM_F_APPEND, text(1, table), text(2, name), group(4, ...expressions))),
  ];
}

/** The table becomes exactly this, in one transaction; without chains it goes away. */
export function replaceTable(table: string, chains: readonly Chain[]): Uint8Array {
  const made = chains.length === 0 ? [] : [command(NEWTABLE, NLM_F_CREATE, text(1, table)), ...chains.flatMap((chain) => chainMessages(table, chain))];
  return join(
    message(batchBegin, 0, head(AF_UNSPEC, subsystem)),
    command(DESTROYTABLE, 0, text(1, table)),
    ...made,
    message(batchEnd, 0, head(AF_UNSPEC, subsystem)),
  );
}
