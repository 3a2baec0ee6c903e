import { expect, test } from 'vitest';
import { dnsAnswer, dnsCode, dnsName, dnsType, parseDnsQuery } from './dns.ts';

/** Header (id 0x1234, recursion desired, one question), then `Web.` A IN. */
const query = Uint8Array.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 87, 101, 98, 0, 0, 1, 0, 1]);

test('a question is read, its name in lower case', () => {
  expect(parseDnsQuery(query)).toMatchObject({ name: 'web', type: dnsType.a });
});

test.each([
  ['a response', Uint8Array.from(query, (byte, i) => (i === 2 ? 0x81 : byte))],
  ['two questions', Uint8Array.from(query, (byte, i) => (i === 5 ? 2 : byte))],
  ['a name that is cut off', query.slice(0, 14)],
  ['a question that is cut off', query.slice(0, 18)],
  ['a compressed name', Uint8Array.from(query, (byte, i) => (i === 12 ? 0xc0 : byte))],
  ['nothing', new Uint8Array(0)],
])('%s is no question', (_, bytes) => {
  expect(parseDnsQuery(bytes)).toBeNull();
});

test('an answer repeats the question and points to its name', () => {
  const question = parseDnsQuery(query);
  if (!question) throw new Error('no question');
  const answer = dnsAnswer(question, dnsCode.ok, [Uint8Array.of(172, 18, 0, 2)]);
  expect([...answer.subarray(0, 12)]).toEqual([0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  expect([...answer.subarray(query.length)]).toEqual([0xc0, 12, 0, 1, 0, 1, 0, 0, 2, 0x58, 0, 4, 172, 18, 0, 2]);
  expect([...dnsAnswer(question, dnsCode.noSuchName, []).subarray(2, 8)]).toEqual([0x81, 0x83, 0, 1, 0, 0]);
});

test('names are labels with their lengths', () => {
  expect([...dnsName('a.bc')]).toEqual([1, 97, 2, 98, 99, 0]);
});
