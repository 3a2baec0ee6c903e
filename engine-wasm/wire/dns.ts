/** As much of DNS (RFC 1035) as an answer to one question needs. */

export const dnsType = { a: 1, ptr: 12, aaaa: 28 } as const;
export const dnsCode = { ok: 0, noSuchName: 3, notImplemented: 4 } as const;

const headerBytes = 12;
const ttlSeconds = 600;

export interface DnsQuestion {
  /** Lower case, without the last dot. */
  readonly name: string;
  readonly type: number;
  /** The message as far as it is repeated in the answer: header and question. */
  readonly head: Uint8Array;
}

/** `null` for what is no query with exactly one plain question. */
export function parseDnsQuery(message: Uint8Array): DnsQuestion | null {
  const isResponse = ((message[2] ?? 0x80) & 0x80) !== 0;
  const questions = ((message[4] ?? 0) << 8) | (message[5] ?? 0);
  if (message.length < headerBytes || isResponse || questions !== 1) return null;
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    const label = message.subarray(at + 1, at + 1 + length);
    if (length > 63 || label.length < length) return null;
    labels.push(String.fromCharCode(...label).toLowerCase());
    at += 1 + length;
  }
  const end = at + 5;
  if (end > message.length) return null;
  return { name: labels.join('.'), type: ((message[at + 1] ?? 0) << 8) | (message[at + 2] ?? 0), head: message.slice(0, end) };
}

/** The data of a PTR record. */
export function dnsName(name: string): Uint8Array {
  const bytes = name.split('.').flatMap((label) => [label.length, ...Array.from(label, (character) => character.charCodeAt(0))]);
  return Uint8Array.from([...bytes, 0]);
}

/** The answer with one record of the question's type for each of `records`. */
export function dnsAnswer({ head, type }: DnsQuestion, code: number, records: readonly Uint8Array[]): Uint8Array {
  const size = records.reduce((sum, record) => sum + 12 + record.length, head.length);
  const message = new Uint8Array(size);
  message.set(head);
  const view = new DataView(message.buffer);
  const recursionDesired = (head[2] ?? 0) & 1;
  message[2] = 0x80 | recursionDesired;
  const recursionAvailable = 0x80;
  message[3] = recursionAvailable | code;
  view.setUint16(6, records.length);
  view.setUint32(8, 0);
  let at = head.length;
  for (const record of records) {
    const nameOfQuestion = 0xc000 | headerBytes;
    view.setUint16(at, nameOfQuestion);
    view.setUint16(at + 2, type);
    view.setUint16(at + 4, 1);
    view.setUint32(at + 6, ttlSeconds);
    view.setUint16(at + 10, record.length);
    message.set(record, at + 12);
    at += 12 + record.length;
  }
  return message;
}
