import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageOf, thirdPartyText } from './third-party.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
type Lock = Readonly<Record<string, readonly { readonly name: string }[]>>;

const namesIn = (path: string): string[] => Object.values(JSON.parse(read(path)) as Lock).flatMap((packages) => packages.map(({ name }) => name));

test('THIRD-PARTY.md names every package that the guest is made of', () => {
  const text = read('THIRD-PARTY.md');
  expect(namesIn('images/guest/lock.json').filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('what is served with the page names every package of both lock files', () => {
  const lines = new Set(
    thirdPartyText([])
      .split('\n')
      .map((line) => line.split(' ')[0]),
  );
  expect([...namesIn('images/guest/lock.json'), ...namesIn('images/library/lock.json')].filter((name) => !lines.has(name))).toEqual([]);
});

test('what is compiled into the engine comes with the text of its licence', () => {
  const lock = JSON.parse(read('images/guest/lock.json')) as Lock;
  const compiledIn = ['engine', 'quickjs', 'libzstd'].flatMap((part) => (lock[part] ?? []).map(({ name }) => name)).filter((name) => name !== 'linux-libc-dev');
  const titles = thirdPartyText([]).split('\n');
  expect(compiledIn.filter((name) => !titles.includes(`Licence of ${name}`))).toEqual([]);
});

test('every npm dependency of the page comes with a licence and its text', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Readonly<Record<string, string>> };
  const text = thirdPartyText(Object.keys(dependencies));
  const titles = text.split('\n').filter((line) => / \(.+\)$/.test(line));
  for (const [name, version] of Object.entries(dependencies)) expect(titles).toContainEqual(expect.stringContaining(`${name} ${version}`));
});

test.each([
  ['/somewhere/node_modules/v86/build/libv86.mjs', 'v86'],
  ['/somewhere/node_modules/@xterm/xterm/lib/xterm.mjs', '@xterm/xterm'],
  ['/somewhere/node_modules/a/node_modules/b/index.js?commonjs', 'b'],
  ['/somewhere/web/src/main.ts', null],
])('%s is a module of %s', (module, name) => {
  expect(packageOf(module)).toBe(name);
});
