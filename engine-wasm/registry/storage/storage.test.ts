import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskStorage } from '../node/disk-storage.ts';
import { digestOf, layer, testHub } from '../testing/hub-client.ts';
import { memoryStorage } from './memory.ts';
import type { HubStorage } from './storage.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function readText(storage: HubStorage, name: string, start: number, end: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of storage.read(name, start, end)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each([
  ['memory', () => memoryStorage()],
  ['disk', () => diskStorage(mkdtempSync(join(directory, 'one-')))],
])('storage in %s', (_, open) => {
  test('keeps files, gives ranges of them, and forgets them', async () => {
    const storage = open();
    const writer = storage.create();
    for (const text of ['one ', 'two ', 'three']) await writer.write(new TextEncoder().encode(text));
    await writer.close();
    expect(await readText(storage, writer.name, 0, 13)).toBe('one two three');
    expect(await readText(storage, writer.name, 2, 6)).toBe('e tw');
    expect(await readText(storage, writer.name, 3, 3)).toBe('');
    expect(await storage.files()).toEqual([writer.name]);
    await storage.remove(writer.name);
    expect(await storage.files()).toEqual([]);
  });

  test('keeps the empty file', async () => {
    const storage = open();
    const writer = storage.create();
    await writer.close();
    expect(await storage.files()).toEqual([writer.name]);
    expect(await readText(storage, writer.name, 0, 0)).toBe('');
  });

  test('updates come one after the other, and one that fails changes nothing', async () => {
    const storage = open();
    const add = (name: string): Promise<void> => storage.update((state) => ({ ...state, accounts: { ...state.accounts, [name]: { salt: '', hash: '' } } }));
    const failed = async (): Promise<void> =>
      storage.update(() => {
        throw new Error('no');
      });
    const outcomes = await Promise.allSettled([add('a'), failed(), add('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(Object.keys((await storage.state()).accounts)).toEqual(['a', 'b']);
  });
});

test('what was pushed is there for the next hub on the same disk; what an upload left long ago is not', async () => {
  const place = mkdtempSync(join(directory, 'two-'));
  const first = await testHub(diskStorage(place));
  const text = await first.alice.pushImage('alice/web', 'latest');
  const storage = diskStorage(place);
  const stray = `${(Date.now() - 2 * 3_600_000).toString(36)}-stray`;
  const unfinished = storage.create();
  await unfinished.close();
  renameSync(join(place, 'files', unfinished.name), join(place, 'files', stray));
  const second = await testHub(storage);
  await second.hub.uploads.sweep();
  expect(await storage.files()).toHaveLength(3);
  expect((await second.anybody.request('GET', '/v2/alice/web/manifests/latest')).text).toBe(text);
  expect((await second.anybody.request('GET', `/v2/alice/web/blobs/${digestOf(layer)}`)).text).toBe(layer);
});
