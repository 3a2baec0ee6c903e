import { expect, test } from 'vitest';
import { digestOf, layer, manifest, manifestType, testHub } from './testing/hub-client.ts';

const name = 'alice/web';
const uploads = `/v2/${name}/blobs/uploads/`;
const type = { 'Content-Type': manifestType };

test('a blob in one request is there to be pulled', async () => {
  const { alice, anybody } = await testHub();
  const { status, headers } = await alice.pushBlob(name, layer);
  expect([status, headers.get('location'), headers.get('docker-content-digest')]).toEqual([201, `/v2/${name}/blobs/${digestOf(layer)}`, digestOf(layer)]);
  expect(await anybody.request('GET', `/v2/${name}/blobs/${digestOf(layer)}`)).toMatchObject({ status: 200, text: layer });
});

test('a blob in chunks, interrupted and resumed where it stopped', async () => {
  const { alice } = await testHub();
  const { status, headers } = await alice.authorized('POST', uploads);
  const location = headers.get('location') ?? '';
  expect([status, headers.get('range'), location.startsWith(uploads)]).toEqual([202, '0-0', true]);
  const first = await alice.authorized('PATCH', location, { headers: { 'Content-Range': '0-3' }, body: layer.slice(0, 4) });
  expect([first.status, first.headers.get('range')]).toEqual([202, '0-3']);
  const asked = await alice.authorized('GET', location);
  expect([asked.status, asked.headers.get('range')]).toEqual([204, '0-3']);
  const outOfOrder = await alice.authorized('PATCH', location, { headers: { 'Content-Range': '9-12' }, body: 'late' });
  expect([outOfOrder.status, outOfOrder.code, outOfOrder.headers.get('range')]).toEqual([416, 'RANGE_INVALID', '0-3']);
  await alice.authorized('PATCH', location, { headers: { 'Content-Range': '4-9' }, body: layer.slice(4, 10) });
  const end = await alice.authorized('PUT', `${location}?digest=${digestOf(layer)}`, { body: layer.slice(10) });
  expect([end.status, end.headers.get('location')]).toEqual([201, `/v2/${name}/blobs/${digestOf(layer)}`]);
  expect((await alice.authorized('GET', `/v2/${name}/blobs/${digestOf(layer)}`)).text).toBe(layer);
});

test('bytes that do not have the digest are not kept', async () => {
  const { alice, hub } = await testHub();
  const { headers } = await alice.authorized('POST', uploads);
  const refused = await alice.authorized('PUT', `${headers.get('location')}?digest=${digestOf(layer)}`, { body: 'other bytes' });
  expect([refused.status, refused.code]).toEqual([400, 'DIGEST_INVALID']);
  expect(await hub.catalog.storage.files()).toEqual([]);
  expect(await alice.authorized('PUT', `${headers.get('location')}?digest=${digestOf(layer)}`)).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' });
});

test('an upload is given up, and belongs to its repository', async () => {
  const { alice, hub } = await testHub();
  const { headers } = await alice.authorized('POST', uploads);
  const location = headers.get('location') ?? '';
  expect(await alice.authorized('PATCH', location.replace(name, 'alice/other'), { body: 'x' })).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' });
  expect(await alice.authorized('DELETE', location)).toMatchObject({ status: 204 });
  expect(await alice.authorized('GET', location)).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' });
  expect(await hub.catalog.storage.files()).toEqual([]);
});

test.each([
  [{ 'Content-Range': '0-9' }, 400, 'SIZE_INVALID'],
  [{ 'Content-Range': 'bytes 0-3' }, 416, 'RANGE_INVALID'],
])('a chunk with %o is refused', async (headers, status, code) => {
  const { alice } = await testHub();
  const started = await alice.authorized('POST', uploads);
  expect(await alice.authorized('PATCH', started.headers.get('location') ?? '', { headers, body: 'four' })).toMatchObject({ status, code });
});

test('two requests do not write to one upload', async () => {
  const { alice, hub } = await testHub();
  const started = await alice.authorized('POST', uploads);
  const location = started.headers.get('location') ?? '';
  let more: (bytes: Uint8Array | null) => void = () => undefined;
  const slow = { read: () => new Promise<Uint8Array | null>((resolve) => (more = resolve)) };
  const id = location.slice(uploads.length);
  const request = { method: 'PATCH', path: location, query: new URLSearchParams(), headers: new Map<string, string>(), body: slow };
  const first = hub.uploads.append(name, id, request);
  expect(await alice.authorized('PATCH', location, { body: 'x' })).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_INVALID' });
  more(null);
  expect((await first).status).toBe(202);
});

test('a layer of the library is mounted, not sent', async () => {
  const { alice, anybody, hub } = await testHub();
  const mounted = await alice.authorized('POST', `${uploads}?mount=${digestOf(layer)}&from=library/box`);
  expect([mounted.status, mounted.headers.get('location')]).toEqual([201, `/v2/${name}/blobs/${digestOf(layer)}`]);
  expect(await hub.catalog.storage.files()).toEqual([]);
  expect((await anybody.request('GET', `/v2/${name}/blobs/${digestOf(layer)}`)).text).toBe(layer);
  expect(await alice.authorized('POST', `${uploads}?mount=${digestOf('nosuch')}&from=library/box`)).toMatchObject({ status: 202 });
});

test('an image is pushed by tag and pulled by digest', async () => {
  const { alice, anybody } = await testHub();
  const text = await alice.pushImage(name, '1.0');
  const { status, headers } = await anybody.request('GET', `/v2/${name}/manifests/${digestOf(text)}`);
  expect([status, headers.get('content-type')]).toEqual([200, manifestType]);
  expect((await anybody.request('GET', `/v2/${name}/tags/list`)).json).toEqual({ name, tags: ['1.0'] });
});

test.each([
  ['latest', type, 'no JSON', 400, 'MANIFEST_INVALID'],
  ['latest', type, '[]', 400, 'MANIFEST_INVALID'],
  ['latest', type, '{"schemaVersion":1}', 400, 'MANIFEST_INVALID'],
  ['latest', type, manifest, 400, 'MANIFEST_INVALID'],
  ['latest', type, '{"schemaVersion":2,"mediaType":"text/plain"}', 400, 'MANIFEST_INVALID'],
  ['latest', type, '{"schemaVersion":2,"config":{"digest":"md5:1"},"layers":[]}', 400, 'MANIFEST_INVALID'],
  ['latest', {}, manifest, 400, 'MANIFEST_INVALID'],
  ['latest', { 'Content-Type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' }, '{}', 400, 'MANIFEST_INVALID'],
  ['latest', type, ' '.repeat(4 * 1024 * 1024 + 1), 413, 'MANIFEST_INVALID'],
  ['latest', type, `{"schemaVersion":2,"config":{"digest":"${digestOf('nosuch')}"},"layers":[]}`, 400, 'MANIFEST_BLOB_UNKNOWN'],
  ['.tag', type, manifest, 400, 'TAG_INVALID'],
  ['sha256:1', type, manifest, 400, 'DIGEST_INVALID'],
])('a manifest to %s of %o is refused', async (reference, headers, body, status, code) => {
  const { alice, hub } = await testHub();
  expect(await alice.authorized('PUT', `/v2/${name}/manifests/${reference}`, { headers, body })).toMatchObject({ status, code });
  expect(await hub.catalog.storage.files()).toEqual([]);
});

test('a manifest under a digest that it does not have is refused', async () => {
  const { alice } = await testHub();
  const text = await alice.pushImage(name, '1.0');
  const put = (digest: string): ReturnType<typeof alice.authorized> =>
    alice.authorized('PUT', `/v2/${name}/manifests/${digest}`, { headers: type, body: text });
  expect(await put(digestOf('other'))).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
  expect(await put(digestOf(text))).toMatchObject({ status: 201 });
});

test('what refers to an image is listed with it, by type if asked, and not once it is deleted', async () => {
  const { alice, anybody } = await testHub();
  const image = await alice.pushImage(name, '1.0');
  const subject = { mediaType: manifestType, digest: digestOf(image), size: image.length };
  const bom = await alice.pushImage(name, 'bom', '{}', { subject, artifactType: 'application/spdx+json', annotations: { made: 'here' } });
  const none = await alice.authorized('GET', `/v2/alice/nothing/referrers/${digestOf(image)}`);
  expect([none.status, none.json]).toMatchObject([200, { manifests: [] }]);
  const list = async (query = ''): Promise<unknown> => (await anybody.request('GET', `/v2/${name}/referrers/${digestOf(image)}${query}`)).json;
  const described = { mediaType: manifestType, digest: digestOf(bom), size: bom.length, artifactType: 'application/spdx+json', annotations: { made: 'here' } };
  expect(await list()).toEqual({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [described] });
  expect(await list('?artifactType=text/plain')).toMatchObject({ manifests: [] });
  const put = await alice.authorized('PUT', `/v2/${name}/manifests/bom`, { headers: type, body: bom });
  expect(put.headers.get('oci-subject')).toBe(digestOf(image));
  await alice.authorized('DELETE', `/v2/${name}/manifests/${digestOf(bom)}`);
  expect(await list()).toMatchObject({ manifests: [] });
});

test('a deleted tag leaves the manifest; a deleted manifest takes its tags, and gives back the room of what only it had', async () => {
  const { alice, anybody, hub } = await testHub();
  const text = await alice.pushImage(name, '1.0');
  const other = await alice.pushImage(name, 'other', '{"other":true}');
  expect(await alice.authorized('DELETE', `/v2/${name}/manifests/1.0`)).toMatchObject({ status: 202 });
  expect(await anybody.request('GET', `/v2/${name}/manifests/${digestOf(text)}`)).toMatchObject({ status: 200 });
  expect(await alice.authorized('DELETE', `/v2/${name}/manifests/${digestOf(text)}`)).toMatchObject({ status: 202 });
  expect(await alice.authorized('DELETE', `/v2/${name}/manifests/${digestOf(text)}`)).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
  expect(await anybody.request('GET', `/v2/${name}/blobs/${digestOf(layer)}`)).toMatchObject({ status: 200 });
  expect(await hub.catalog.storage.files()).toHaveLength(3);
  expect(await alice.authorized('DELETE', `/v2/${name}/manifests/${digestOf(other)}`)).toMatchObject({ status: 202 });
  expect(await hub.catalog.storage.files()).toEqual([]);
});

test('a blob is deleted once', async () => {
  const { alice } = await testHub();
  await alice.pushBlob(name, layer);
  const remove = (digest: string): ReturnType<typeof alice.authorized> => alice.authorized('DELETE', `/v2/${name}/blobs/${digest}`);
  expect(await remove(digestOf(layer))).toMatchObject({ status: 202 });
  expect(await remove(digestOf(layer))).toMatchObject({ status: 404, code: 'BLOB_UNKNOWN' });
  expect(await remove('sha256:1')).toMatchObject({ status: 400, code: 'DIGEST_INVALID' });
});

test('a write that finds no room is an error with its reason, and leaves nothing', async () => {
  const { alice, hub } = await testHub();
  const { storage } = hub.catalog;
  const create = storage.create.bind(storage);
  storage.create = () => ({ ...create(), write: () => Promise.reject(new Error('no space left on device')) });
  const { status, json } = await alice.pushBlob(name, layer);
  expect([status, json]).toEqual([500, { errors: [{ code: 'UNKNOWN', message: 'no space left on device' }] }]);
  expect(await storage.files()).toEqual([]);
});
