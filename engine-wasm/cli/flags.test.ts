import { expect, test } from 'vitest';
import { flagsOf, parseFlags } from './flags.ts';

const options = `
  -a, --all             Show all, even those of --tty
  -e, --env list        Set environment variables
  -f, --filter filter   Filter output
  -i, --interactive     Keep STDIN open
  -n, --last int        Show n last ones (default -1)
      --name string     Assign a name:
                        '--tty' is none
      --subnet strings  Subnets
  -t, --tty             Allocate a pseudo-TTY
`;

test('the flags are read out of the help', () => {
  expect(flagsOf(options).map(({ long, short, type }) => `${short}/${long}/${type}`)).toEqual([
    'a/all/',
    'e/env/list',
    'f/filter/filter',
    'i/interactive/',
    'n/last/int',
    '/name/string',
    '/subnet/strings',
    't/tty/',
  ]);
});

test.each([
  [['-it', 'busybox', 'sh', '-c', 'x'], { interactive: true, tty: true }, ['busybox', 'sh', '-c', 'x']],
  [['-e', 'A=1', '--env=B=2', '-eC=3', '-e=D', 'x'], { env: ['A=1', 'B=2', 'C=3', 'D'] }, ['x']],
  [['--name', 'n', '--', '-i'], { name: 'n' }, ['-i']],
  [['--tty=false', '-i=0', 'x'], { tty: false, interactive: false }, ['x']],
  [['--subnet', 'a,b', '--subnet', 'c'], { subnet: ['a', 'b', 'c'] }, []],
])('%j', async (words, flags, args) => {
  expect(await parseFlags(options, words, false)).toEqual({ flags, args, help: false });
});

test('flags may follow arguments where the command says so', async () => {
  expect(await parseFlags(options, ['a', '-i', 'b'], true)).toEqual({ flags: { interactive: true }, args: ['a', 'b'], help: false });
});

test.each([
  [['--nosuch'], 'unknown flag: --nosuch'],
  [['-itx'], "unknown shorthand flag: 'x' in -x"],
  [['--name'], 'flag needs an argument: --name'],
  [['-ie'], "flag needs an argument: 'e' in -e"],
  [['---x'], 'bad flag syntax: ---x'],
  [['-t=maybe'], 'invalid argument "maybe" for "-t, --tty" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  [['-n', 'x'], 'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  [['-f', 'x'], 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'],
])('%j is refused', async (words, message) => {
  await expect(parseFlags(options, words, false)).rejects.toThrow(message);
});
