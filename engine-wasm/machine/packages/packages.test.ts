import { expect, test } from 'vitest';
import { answerFrom, type PackageFiles } from './packages.ts';

const files: PackageFiles = {
  index: () => Promise.resolve({ 'dists/trixie/Release': 5 }),
  async *read(path) {
    yield await Promise.resolve(new TextEncoder().encode(path === 'dists/trixie/Release' ? 'hello' : ''));
  },
};

test('a file of the list comes with its size', async () => {
  const answer = await answerFrom(files, { method: 'GET', path: '/dists/trixie/Release' });
  expect([answer.status, answer.length]).toEqual([200, 5]);
  const parts: Uint8Array[] = [];
  for await (const part of answer.body()) parts.push(part);
  expect(new TextDecoder().decode(parts[0])).toBe('hello');
});

test.each([
  ['GET', '/dists/trixie/InRelease', 404],
  ['GET', '/toString', 404],
  ['POST', '/dists/trixie/Release', 405],
])('%s %s: %i', async (method, path, status) => {
  expect((await answerFrom(files, { method, path })).status).toBe(status);
});

test('without the list nothing is known', async () => {
  const offline: PackageFiles = { ...files, index: () => Promise.reject(new Error('offline')) };
  expect((await answerFrom(offline, { method: 'GET', path: '/dists/trixie/Release' })).status).toBe(503);
});
