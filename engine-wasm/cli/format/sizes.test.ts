import { expect, test } from 'vitest';
import { portList } from './ports.ts';
import { binarySize, humanSize } from './sizes.ts';

test.each([
  [0, '0B'],
  [999, '999B'],
  [2_120_000, '2.12MB'],
  [1000, '1kB'],
  [31_415_926, '31.42MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});

test('binary sizes, and sizes of three digits', () => {
  expect(binarySize(16 * 1024 * 1024)).toBe('16MiB');
  expect(humanSize(2_065_282, 3)).toBe('2.07MB');
});

test('ports that are the same on both sides and follow each other are one range', () => {
  const port = (PrivatePort: number, PublicPort?: number, Type = 'tcp') => ({
    PrivatePort,
    Type,
    ...(PublicPort !== undefined && { PublicPort, IP: '0.0.0.0' }),
  });
  expect(portList([port(81, 81), port(80, 80), port(90), port(91), port(53, 5353, 'udp')])).toBe('0.0.0.0:80-81->80-81/tcp, 90-91/tcp, 0.0.0.0:5353->53/udp');
});
