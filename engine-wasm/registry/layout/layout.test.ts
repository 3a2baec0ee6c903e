import { packTar, unpackTar } from 'modern-tar';
import { expect, test } from 'vitest';
import type { Hub } from '../hub.ts';
import { digestOf, HubClient, layer, testHub } from '../testing/hub-client.ts';
import { exportLayout } from './export.ts';
import { importLayout } from './import.ts';

async function exported(hub: Hub): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of exportLayout(hub.catalog)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

async function filledHub(): Promise<{ hub: Hub; manifest: string; archive: Uint8Array }> {
  const { hub, alice } = await testHub();
  const manifest = await alice.pushImage('alice/web', '1.0');
  await alice.authorized('PUT', '/v2/alice/web/manifests/latest', {
    headers: { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
    body: manifest,
  });
  await alice.request('PATCH', '/v1/repositories/alice/web', { headers: alice.basic, body: '{"private":true,"description":"A web server"}' });
  return { hub, manifest, archive: await exported(hub) };
}

test('a registry is written as an image layout', async () => {
  const { archive, manifest } = await filledHub();
  const names = (await unpackTar(archive)).map(({ header }) => header.name);
  expect(names.slice(0, 2)).toEqual(['oci-layout', 'index.json']);
  expect(names).toContain(`blobs/sha256/${digestOf(manifest).slice(7)}`);
  expect(names).toContain(`blobs/sha256/${digestOf(layer).slice(7)}`);
});

test('another one takes it in: tags, bytes, privacy and description', async () => {
  const { archive, manifest } = await filledHub();
  const { hub, alice, bob } = await testHub();
  await bob.pushImage('bob/own', '1');
  expect(await importLayout(hub.catalog, archive)).toEqual({ repositories: 1, tags: 2 });
  expect((await alice.authorized('GET', '/v2/alice/web/tags/list')).json).toEqual({ name: 'alice/web', tags: ['1.0', 'latest'] });
  expect((await alice.authorized('GET', '/v2/alice/web/manifests/latest')).text).toBe(manifest);
  expect((await alice.authorized('GET', `/v2/alice/web/blobs/${digestOf(layer)}`)).text).toBe(layer);
  expect((await bob.authorized('GET', '/v2/alice/web/manifests/latest')).status).toBe(403);
  const { json } = await alice.request('GET', '/v1/repositories', { headers: alice.basic });
  expect(json).toContainEqual(expect.objectContaining({ name: 'alice/web', private: true, description: 'A web server' }));
  expect((await new HubClient(hub).request('GET', '/v2/bob/own/manifests/1')).status).toBe(200);
});

/** The archive with one entry's bytes replaced, or left out. */
async function altered(archive: Uint8Array, name: string, data: Uint8Array | null): Promise<Uint8Array> {
  const entries = await unpackTar(archive);
  const others = entries.filter((entry) => entry.header.name !== name);
  const header = { name, size: data?.length ?? 0, type: 'file' as const };
  return packTar([...others, ...(data ? [{ header, data: new Uint8Array(data) }] : [])]);
}

test.each([
  ['a blob that is not what its name says', `blobs/sha256/${digestOf(layer).slice(7)}`, 'another layer', 'do not match'],
  ['a blob that is missing', `blobs/sha256/${digestOf(layer).slice(7)}`, null, 'blob unknown'],
  ['no index', 'index.json', null, 'no index.json'],
  ['an index that is none', 'index.json', '{}', 'lists no manifests'],
  ['a name of the library', 'index.json', 'library', 'belongs to nobody'],
])('%s: nothing is left', async (_what, name, content, message) => {
  const { archive, manifest } = await filledHub();
  const descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf(manifest), size: manifest.length };
  const library = JSON.stringify({ manifests: [{ ...descriptor, annotations: { 'org.opencontainers.image.ref.name': 'library/box:1' } }] });
  const text = content === 'library' ? library : content;
  const broken = await altered(archive, name, text === null ? null : new TextEncoder().encode(text));
  const { hub } = await testHub();
  await expect(importLayout(hub.catalog, broken)).rejects.toThrow(message);
  expect(await hub.catalog.storage.files()).toEqual([]);
  expect((await hub.catalog.storage.state()).repositories).toEqual({});
});

test('what is no archive is refused', async () => {
  const { hub } = await testHub();
  await expect(importLayout(hub.catalog, new Uint8Array(2048).fill(7))).rejects.toThrow();
  await expect(importLayout(hub.catalog, (await filledHub()).archive.subarray(0, 2000))).rejects.toThrow();
  expect(await hub.catalog.storage.files()).toEqual([]);
});
