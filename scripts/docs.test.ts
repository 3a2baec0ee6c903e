import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** What the repository holds; what is built is not there on every machine. */
const tops = ['web', 'engine-wasm', 'images', 'scripts', 'tests', 'docs', '.ci'];

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Paths in backticks, from the root; links, from the document. A pattern (`tests/cases/NN-name/`, `mod_*.c`) is no path. */
function pathsIn(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  const quoted = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].map((match) => match[1] as string);
  const named = quoted.filter((path) => tops.includes(path.split('/')[0] as string) && !path.includes('NN-'));
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => relative(root, join(root, dirname(document), match[1] as string)));
  return [...new Set([...named, ...links])];
}

const named = documents.flatMap((document) => pathsIn(document).map((path) => [document, path] as const));

test('documents name files', () => {
  expect(named.filter(([document]) => document === 'docs/life-of-docker-run.md').length).toBeGreaterThan(15);
});

test.each(named)('%s names %s, which exists', (_, path) => {
  expect(existsSync(join(root, path))).toBe(true);
});
