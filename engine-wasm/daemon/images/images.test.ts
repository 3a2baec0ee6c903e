import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseReference, withDefaultTag } from '../../wire/reference.ts';
import { listImages } from './list.ts';
import { chainIds, selectManifest, type Descriptor } from './oci.ts';
import { matchesPattern } from './pattern.ts';
import type { ImageUser } from './ports.ts';
import { pruneImages } from './prune.ts';
import { Remover } from './remove.ts';
import { findImage, resolveForRun } from './resolve.ts';
import { ImageStore } from './store.ts';
import { layerFiles } from './unpack.ts';
import { diskSys } from './testing/disk-sys.ts';
import { history, inspect } from './views.ts';

const sys = diskSys();
let root: string;
let store: ImageStore;
let users: Map<string, ImageUser[]>;
let events: string[];

const usersOf = (id: string): readonly ImageUser[] => users.get(id) ?? [];
const remover = (): Remover => new Remover(store, usersOf, { emit: (_type, action) => events.push(action) });
const name = (text: string): ReturnType<typeof parseReference> => withDefaultTag(parseReference(text));
const diff = (letter: string): string => `sha256:${sys.hashing.sha256(letter)}`;

/** What `unpack` leaves of a layer. */
function unpackedLayer(): string {
  const directory = store.temporaryDirectory();
  sys.files.mkdirAll(layerFiles(directory).diff);
  sys.files.writeAtomic(layerFiles(directory).split, '');
  return directory;
}

/** An image of layers that are named by letters, lowest first; their sizes are 10, 20, … */
function addImage(letters: string, created = '2026-01-01T00:00:00Z', labels: Record<string, string> = {}): string {
  const diffIds = [...letters].map(diff);
  const chain = chainIds(diffIds, sys.hashing.sha256);
  for (const [i, chainId] of chain.entries()) {
    if (store.layers.has(chainId)) continue;
    store.layers.commit({ chainId, diffId: diffIds[i] as string, parent: chain[i - 1], size: 10 * (i + 1), tarSize: 0 }, unpackedLayer());
  }
  const steps = [...letters].map((letter) => ({ created, created_by: `ADD ${letter}` }));
  const config = { created, architecture: '386', os: 'linux', config: { Cmd: ['sh'], Labels: labels }, rootfs: { type: 'layers', diff_ids: diffIds } };
  return store.add(JSON.stringify({ ...config, history: [...steps, { created, created_by: 'CMD ["sh"]', empty_layer: true }] }));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'images-'));
  store = new ImageStore(sys, root);
  users = new Map();
  events = [];
});
afterEach(() => rmSync(root, { recursive: true }));

test('images, names and layers are found again by a new store; what a crash left is not', () => {
  const id = addImage('ab');
  store.names.set(name('box'), id);
  const stray = chainIds([diff('x')], sys.hashing.sha256)[0] as string;
  store.layers.commit({ chainId: stray, diffId: diff('x'), parent: undefined, size: 1, tarSize: 0 }, unpackedLayer());
  store.temporaryDirectory();

  const again = new ImageStore(sys, root);
  expect(findImage(again, 'box').id).toBe(id);
  expect(again.layers.has(stray)).toBe(false);
  expect(readdirSync(`${root}/tmp`)).toEqual([]);
  const { lowerDirs } = resolveForRun(again, 'box');
  expect(lowerDirs.map((path) => existsSync(path))).toEqual([true, true]);
});

test('an image is found by name, id and the beginning of its id', () => {
  const id = addImage('a');
  store.names.set(name('box:1'), id);
  for (const text of ['box:1', 'docker.io/library/box:1', id, id.slice(7), id.slice(7, 19), id.slice(0, 15)]) expect(findImage(store, text).id).toBe(id);
  expect(() => findImage(store, 'box')).toThrow('No such image: box:latest');
  expect(() => findImage(store, `sha256:${'0'.repeat(64)}`)).toThrow(`No such image: sha256:${'0'.repeat(64)}`);
  expect(() => findImage(store, 'BOX')).toThrow('invalid reference format: repository name (library/BOX) must be lowercase');
});

test('a layer that two images share goes with the second', () => {
  const below = addImage('a');
  const above = addImage('ab');
  store.names.set(name('below'), below);
  store.names.set(name('above'), above);
  const [shared, own] = store.get(above).layers;
  expect(remover().remove('above', false)).toEqual([{ Untagged: 'above:latest' }, { Deleted: above }, { Deleted: own }]);
  expect(remover().remove('below', false)).toEqual([{ Untagged: 'below:latest' }, { Deleted: below }, { Deleted: shared }]);
  expect(store.layers.chains()).toEqual([]);
  expect(readdirSync(`${root}/overlay2/l`)).toEqual([]);
  expect(events).toEqual(['untag', 'delete', 'untag', 'delete']);
});

test('a used image is refused as Docker refuses it', () => {
  const id = addImage('a');
  store.names.set(name('box'), id);
  users.set(id, [{ id: 'c'.repeat(64), running: false }]);
  const short = id.slice(7, 19);
  expect(() => remover().remove('box', false)).toThrow(
    `conflict: unable to remove repository reference "box" (must force) - container cccccccccccc is using its referenced image ${short}`,
  );
  expect(() => remover().remove(short, false)).toThrow(
    `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container cccccccccccc`,
  );
  users.set(id, [{ id: 'c'.repeat(64), running: true }]);
  expect(() => remover().remove(short, true)).toThrow(
    `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container cccccccccccc`,
  );
  store.names.set(name('other'), id);
  expect(remover().remove('other', false)).toEqual([{ Untagged: 'other:latest' }]);
});

test('layers of an image that was removed by force stay until its container is gone', () => {
  const id = addImage('a');
  store.names.set(name('box'), id);
  users.set(id, [{ id: 'c', running: false }]);
  expect(remover().remove('box', true)).toEqual([{ Untagged: 'box:latest' }, { Deleted: id }]);
  const again = new ImageStore(sys, root);
  expect(again.ids()).toEqual([]);
  expect(existsSync(resolveForRun(again, id).lowerDirs[0] as string)).toBe(true);
  again.releaseRetired(() => false);
  expect(again.layers.chains()).toEqual([]);
});

test('lists are filtered and newest first', () => {
  const old = addImage('a', '2025-01-01T00:00:00Z', { kind: 'old' });
  const young = addImage('ab', '2026-01-01T00:00:00Z');
  store.names.set(name('old'), old);
  const ids = (filters: object): string[] => listImages(store, usersOf, { filters: JSON.stringify(filters) }).map((image) => image.Id);
  expect(ids({})).toEqual([young, old]);
  expect(ids({ dangling: ['true'] })).toEqual([young]);
  expect(ids({ label: { 'kind=old': true } })).toEqual([old]);
  expect(ids({ reference: ['o*'] })).toEqual([old]);
  expect(ids({ since: ['old'] })).toEqual([young]);
  expect(() => ids({ dangling: ['y'] })).toThrow("invalid filter 'dangling=[y]'");
  expect(() => ids({ nosuch: ['y'] })).toThrow("invalid filter 'nosuch'");
  expect(listImages(store, usersOf, { 'shared-size': '1' }).map(({ Size, SharedSize }) => [Size, SharedSize])).toEqual([
    [30, 10],
    [10, 10],
  ]);
});

test('prune takes what has no name, and with dangling=false what nobody uses', () => {
  const named = addImage('a');
  store.names.set(name('box'), named);
  const dangling = addImage('ab');
  expect(pruneImages(store, usersOf, remover(), {})).toEqual({
    ImagesDeleted: [{ Deleted: dangling }, { Deleted: expect.any(String) as string }],
    SpaceReclaimed: 20,
  });
  users.set(named, [{ id: 'c', running: false }]);
  const all = { filters: '{"dangling":["false"]}' };
  expect(pruneImages(store, usersOf, remover(), all)).toEqual({ ImagesDeleted: null, SpaceReclaimed: 0 });
  users.clear();
  expect(pruneImages(store, usersOf, remover(), all).SpaceReclaimed).toBe(10);
});

test('history and inspect tell layers from steps without one', () => {
  const id = addImage('ab');
  store.names.set(name('box'), id);
  const items = history(store, store.get(id)).map(({ Id, CreatedBy, Size, Tags }) => [Id, CreatedBy, Size, Tags]);
  expect(items).toEqual([
    [id, 'CMD ["sh"]', 0, ['box:latest']],
    ['<missing>', 'ADD b', 20, null],
    ['<missing>', 'ADD a', 10, null],
  ]);
  expect(inspect(store, store.get(id))).toMatchObject({ Id: id, RepoTags: ['box:latest'], Size: 30, Config: { Cmd: ['sh'], Entrypoint: null, Env: null } });
});

test('of an index the manifest for this machine is taken', () => {
  const entry = (architecture: string): Descriptor => ({ mediaType: 'm', digest: diff(architecture), size: 1, platform: { os: 'linux', architecture } });
  expect(selectManifest({ manifests: [entry('amd64'), entry('386')] }).digest).toBe(diff('386'));
  expect(() => selectManifest({ manifests: [entry('amd64')] })).toThrow('no matching manifest for linux/386 in the manifest list entries');
});

test.each([
  ['*box', 'busybox', true],
  ['*box', 'a/busybox', false],
  ['b?x:[0-9]*', 'box:1.2', true],
  ['a.c', 'abc', false],
  ['a\\*', 'a*', true],
])('pattern %s on %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected);
});
