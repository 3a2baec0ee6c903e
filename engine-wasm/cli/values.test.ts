import { expect, test } from 'vitest';
import { parseBytes, parseDuration, parseNano } from './values.ts';

test.each([
  ['512', 512],
  ['16m', 16 * 1024 ** 2],
  ['1.5GB', 1.5 * 1024 ** 3],
  ['4KiB', 4096],
])('%s is a size', (given, bytes) => {
  expect(parseBytes(given)).toBe(bytes);
});

test.each([
  ['1m30s', 90e9],
  ['1.5h', 5400e9],
  ['0', 0],
  ['-2ms', -2e6],
])('%s is a duration', (given, nanoseconds) => {
  expect(parseDuration(given)).toBe(nanoseconds);
});

test.each([
  ['0.5', 5e8],
  ['1/4', 25e7],
])('%s is a part of a processor', (given, billionths) => {
  expect(parseNano(given)).toBe(billionths);
});

test.each([
  [parseBytes, 'x', "invalid size: 'x'"],
  [parseDuration, '5', 'time: missing unit in duration "5"'],
  [parseDuration, '5y', 'time: invalid duration "5y"'],
  [parseNano, 'x', 'failed to parse x as a rational number'],
])('%o refuses %s', (parse, given, message) => {
  expect(() => parse(given)).toThrow(message);
});
