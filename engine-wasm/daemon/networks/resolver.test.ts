import { expect, test } from 'vitest';
import { dnsType, type DnsQuestion } from '../../wire/dns.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './network.ts';
import { resolve, type NamedContainer } from './resolver.ts';

function connection(network: string, address: string, ...aliases: readonly string[]): Connection {
  return { network, settings: { Aliases: aliases }, endpoint: { address } as Endpoint };
}

const containers: readonly NamedContainer[] = [
  { id: 'a'.repeat(64), name: 'web', connections: [connection('front', '172.18.0.2', 'www'), connection('back', '172.19.0.2')] },
  { id: 'b'.repeat(64), name: 'db', connections: [connection('back', '172.19.0.3', 'store')] },
  { id: 'c'.repeat(64), name: 'shop', connections: [connection('front', '172.18.0.3', 'www')] },
  { id: 'd'.repeat(64), name: 'plain', connections: [connection('bridge', '172.17.0.2')] },
];

function ask(name: string, from: string, type: number = dnsType.a): { code: number; records: number; data: readonly number[] } {
  const head = new Uint8Array(17);
  const question: DnsQuestion = { name, type, head };
  const answer = resolve(question, from, containers);
  return { code: (answer[3] ?? 0) & 15, records: answer[7] ?? 0, data: [...answer.subarray(head.length + 12, head.length + 16)] };
}

test.each([
  ['web', '172.18.0.3', [172, 18, 0, 2]],
  ['web.front', '172.18.0.3', [172, 18, 0, 2]],
  ['web', '172.19.0.3', [172, 19, 0, 2]],
  ['store', '172.19.0.2', [172, 19, 0, 3]],
  ['bbbbbbbbbbbb', '172.18.0.2', [172, 19, 0, 3]],
])('%s, asked from %s', (name, from, data) => {
  expect(ask(name, from)).toEqual({ code: 0, records: 1, data });
});

test('an alias that two have gives both', () => {
  expect(ask('www', '172.18.0.3').records).toBe(2);
});

test('names of networks that the asker is not on do not exist', () => {
  expect(ask('db', '172.18.0.3').code).toBe(3);
  expect(ask('plain', '172.18.0.3').code).toBe(3);
  expect(ask('web', '10.0.0.1').code).toBe(3);
});

test('a known name has no IPv6 address, which is no error', () => {
  expect(ask('web', '172.18.0.3', dnsType.aaaa)).toMatchObject({ code: 0, records: 0 });
});

test('an address has the name of its container', () => {
  expect(ask('2.0.18.172.in-addr.arpa', '172.18.0.3', dnsType.ptr)).toMatchObject({ code: 0, records: 1 });
  expect(ask('9.0.18.172.in-addr.arpa', '172.18.0.3', dnsType.ptr).code).toBe(3);
});
