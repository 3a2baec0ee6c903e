import { expect, test } from 'vitest';
import { parseFlags, type Flag } from './flags.ts';

const known: readonly Flag[] = [
  { long: 'interactive', short: 'i', kind: 'bool', help: '' },
  { long: 'tty', short: 't', kind: 'bool', help: '' },
  { long: 'env', short: 'e', kind: 'list', help: '' },
  { long: 'name', kind: 'string', help: '' },
];

test.each([
  [['-it', 'busybox', 'sh', '-c', 'x'], { interactive: true, tty: true }, ['busybox', 'sh', '-c', 'x']],
  [['-e', 'A=1', '--env=B=2', '-eC=3', 'x'], { env: ['A=1', 'B=2', 'C=3'] }, ['x']],
  [['--name', 'n', '--', '-i'], { name: 'n' }, ['-i']],
  [['--tty=false', 'x'], { tty: false }, ['x']],
])('%j', (words, flags, args) => {
  expect(parseFlags(known, words, false)).toEqual({ flags, args });
});

test('flags may follow arguments where the command says so', () => {
  expect(parseFlags(known, ['a', '-i', 'b'], true)).toEqual({ flags: { interactive: true }, args: ['a', 'b'] });
});

test.each([
  [['--nosuch'], 'unknown flag: --nosuch'],
  [['-x'], "unknown shorthand flag: 'x' in -x"],
  [['--name'], 'flag needs an argument: --name'],
])('%j is refused', (words, message) => {
  expect(() => parseFlags(known, words, false)).toThrow(message);
});
