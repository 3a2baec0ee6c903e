import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const life = readFileSync(join(root, 'docs/life-of-docker-run.md'), 'utf8');
const named = [...life.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|c|svelte))`/g)].map((match) => match[1] as string);

test('the life of docker run names files', () => {
  expect(named.length).toBeGreaterThan(15);
});

test.each(named)('%s exists', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});
