import { expect, test } from 'vitest';
import { Hub } from './hub.ts';
import { memoryStorage } from './storage/memory.ts';
import { digestOf, HubClient, layer, manifest, manifestType, testHub, testLibrary } from './testing/hub-client.ts';

function connect(): { client: HubClient; asked: string[] } {
  const asked: string[] = [];
  return { client: new HubClient(new Hub(testLibrary(asked), memoryStorage())), asked };
}

test('one connection serves manifest by tag and by digest, and a blob', async () => {
  const { client } = connect();
  for (const reference of ['latest', digestOf(manifest)]) {
    const { headers, text } = await client.request('GET', `/v2/library/box/manifests/${reference}`);
    expect(headers.get('docker-content-digest')).toBe(digestOf(manifest));
    expect(headers.get('content-type')).toBe(manifestType);
    expect(text).toBe(manifest);
  }
  const blob = await client.request('GET', `/v2/library/box/blobs/${digestOf(layer)}`);
  expect(blob.headers.get('content-length')).toBe(String(layer.length));
  expect(blob.text).toBe(layer);
});

test('HEAD tells the length and reads no content', async () => {
  const { client, asked } = connect();
  const { status, headers } = await client.request('HEAD', `/v2/library/box/blobs/${digestOf(layer)}`);
  expect([status, headers.get('content-length')]).toEqual([200, String(layer.length)]);
  expect(asked).toEqual([]);
});

test.each([
  ['bytes=4-8', 206, 'bytes', 'bytes 4-8/20'],
  ['bytes=-5', 206, 'layer', 'bytes 15-19/20'],
  ['bytes=15-', 206, 'layer', 'bytes 15-19/20'],
  ['bytes=0-1,3-4', 200, layer, undefined],
])('range %s', async (range, expectedStatus, expectedText, contentRange) => {
  const { client } = connect();
  const { status, text, headers } = await client.request('GET', `/v2/library/box/blobs/${digestOf(layer)}`, { headers: { Range: range } });
  expect([status, text, headers.get('content-range')]).toEqual([expectedStatus, expectedText, contentRange]);
});

test('a range past the end is refused', async () => {
  const { client } = connect();
  const { status, code, headers } = await client.request('GET', `/v2/library/box/blobs/${digestOf(layer)}`, { headers: { Range: 'bytes=20-' } });
  expect([status, code, headers.get('content-range')]).toEqual([416, 'RANGE_INVALID', 'bytes */20']);
});

test.each([
  ['GET', '/v2/library/nosuch/manifests/latest', 401, 'UNAUTHORIZED'],
  ['GET', '/v2/constructor/manifests/latest', 401, 'UNAUTHORIZED'],
  ['GET', '/v2/library/box/manifests/nosuch', 404, 'MANIFEST_UNKNOWN'],
  ['GET', '/v2/library/box/manifests/constructor', 404, 'MANIFEST_UNKNOWN'],
  ['GET', `/v2/library/box/blobs/${digestOf('other')}`, 404, 'BLOB_UNKNOWN'],
  ['GET', '/v2/library/box/blobs/sha256:short', 400, 'DIGEST_INVALID'],
  ['GET', '/v2/library/box/referrers/short', 400, 'DIGEST_INVALID'],
  ['GET', '/v2/UPPER/manifests/latest', 400, 'NAME_INVALID'],
  ['GET', '/v2/library/../x/manifests/latest', 400, 'NAME_INVALID'],
  ['PUT', '/v2/library/box/tags/list', 405, 'UNSUPPORTED'],
  ['GET', '/v2/library/box/tags/list?n=many', 400, 'PAGINATION_NUMBER_INVALID'],
  ['GET', '/elsewhere', 404, 'NOT_FOUND'],
  ['GET', '/v1/elsewhere', 404, 'NOT_FOUND'],
  ['GET', '/v2/library/box', 404, 'NOT_FOUND'],
])('%s %s is answered with %i %s, and the connection lives on', async (method, target, status, code) => {
  const { client } = connect();
  expect(await client.request(method, target)).toMatchObject({ status, code });
  expect(await client.request('GET', '/v2/library/box/tags/list')).toMatchObject({ status: 200 });
});

test('a manifest of a type that the client does not accept is not sent', async () => {
  const { client } = connect();
  const headers = { Accept: 'application/vnd.docker.distribution.manifest.v2+json' };
  expect(await client.request('GET', '/v2/library/box/manifests/latest', { headers })).toMatchObject({ status: 404, code: 'MANIFEST_UNKNOWN' });
});

test('tags come in pages, whose links lead to all of them', async () => {
  const { client } = connect();
  const first = await client.request('GET', '/v2/library/box/tags/list?n=2');
  expect(first.headers.get('link')).toBe('</v2/library/box/tags/list?n=2&last=2.0>; rel="next"');
  expect(first.json).toEqual({ name: 'library/box', tags: ['1.0', '2.0'] });
  const second = await client.request('GET', '/v2/library/box/tags/list?n=2&last=2.0');
  expect([second.json, second.headers.get('link')]).toEqual([{ name: 'library/box', tags: ['latest'] }, undefined]);
});

test('content that cannot be reached is an error of the hub, not the end of it', async () => {
  const client = new HubClient(new Hub({ ...testLibrary(), index: () => Promise.reject(new Error('offline')) }, memoryStorage()));
  expect(await client.request('GET', '/v2/library/box/manifests/latest')).toMatchObject({ status: 500, code: 'UNKNOWN' });
  expect(await client.request('GET', '/v2/')).toMatchObject({ status: 401 });
});

test('a name that tutorials use gets one line with what to use instead', async () => {
  const { client } = connect();
  const { status, json } = await client.request('GET', '/v2/library/alpine/manifests/latest');
  expect(status).toBe(403);
  expect(json).toEqual({
    errors: [
      {
        code: 'DENIED',
        message: 'requested access to the resource is denied\nThis hub has no alpine: use busybox instead (docker pull busybox)',
      },
    ],
  });
});

test('search finds names and descriptions, and what is private for its owner only', async () => {
  const { anybody, alice } = await testHub();
  await alice.pushImage('alice/web', 'latest');
  const names = async (client: HubClient, term: string): Promise<string[]> => {
    const { json } = await client.request('GET', `/v1/search?q=${term}`, { headers: client.basic });
    return (json as { results: { name: string }[] }).results.map(({ name }) => name);
  };
  expect(await names(anybody, 'tests')).toEqual(['box']);
  expect(await names(anybody, 'web')).toEqual(['alice/web']);
  await alice.request('PATCH', '/v1/repositories/alice/web', { headers: alice.basic, body: '{"private":true}' });
  expect(await names(anybody, 'web')).toEqual([]);
  expect(await names(alice, 'web')).toEqual(['alice/web']);
});
