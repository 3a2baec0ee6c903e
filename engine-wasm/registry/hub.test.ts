import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { HttpConnection, readJson, readText } from '../wire/http/client.ts';
import { streamPair } from '../wire/memory-stream.ts';
import type { BlobSource } from './content.ts';
import { serveHub } from './hub.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const encoder = new TextEncoder();
const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const layer = 'the bytes of a layer';
const manifest = '{"schemaVersion":2}';
const contents = new Map([layer, manifest].map((text) => [digestOf(text), text]));

function connect(failing = false): { http: HttpConnection; asked: string[] } {
  const asked: string[] = [];
  const source: BlobSource = {
    index: () =>
      failing
        ? Promise.reject(new Error('offline'))
        : Promise.resolve({
            repositories: {
              'library/box': {
                tags: { latest: digestOf(manifest), '1.0': digestOf(manifest), '2.0': digestOf(manifest) },
                manifests: { [digestOf(manifest)]: manifestType },
                blobs: { [digestOf(layer)]: layer.length, [digestOf(manifest)]: manifest.length },
              },
            },
          }),
    async *read(digest, start, end) {
      asked.push(digest);
      for (const letter of (contents.get(digest) ?? '').slice(start, end)) yield encoder.encode(letter);
      await Promise.resolve();
    },
  };
  const [client, server] = streamPair();
  void serveHub(server, source);
  return { http: new HttpConnection(client, 'hub'), asked };
}

async function errorCode(http: HttpConnection, target: string, method = 'GET'): Promise<[number, string | undefined]> {
  const response = await http.request({ method, target });
  const { errors } = await readJson<{ errors: { code: string }[] }>(response);
  return [response.status, errors[0]?.code];
}

test('one connection serves version check, manifest by tag and by digest, and a blob', async () => {
  const { http } = connect();
  expect(await readJson(await http.request({ method: 'GET', target: '/v2/' }))).toEqual({});
  for (const reference of ['latest', digestOf(manifest)]) {
    const response = await http.request({ method: 'GET', target: `/v2/library/box/manifests/${reference}` });
    expect(response.headers.get('docker-content-digest')).toBe(digestOf(manifest));
    expect(response.headers.get('content-type')).toBe(manifestType);
    expect(await readText(response)).toBe(manifest);
  }
  const blob = await http.request({ method: 'GET', target: `/v2/library/box/blobs/${digestOf(layer)}` });
  expect(blob.headers.get('content-length')).toBe(String(layer.length));
  expect(await readText(blob)).toBe(layer);
});

test('HEAD tells the length and reads no content', async () => {
  const { http, asked } = connect();
  const response = await http.request({ method: 'HEAD', target: `/v2/library/box/blobs/${digestOf(layer)}` });
  expect([response.status, response.headers.get('content-length')]).toEqual([200, String(layer.length)]);
  expect(asked).toEqual([]);
});

test.each([
  ['bytes=4-8', 206, 'bytes', 'bytes 4-8/20'],
  ['bytes=-5', 206, 'layer', 'bytes 15-19/20'],
  ['bytes=15-', 206, 'layer', 'bytes 15-19/20'],
  ['bytes=0-1,3-4', 200, layer, undefined],
])('range %s', async (range, status, text, contentRange) => {
  const { http } = connect();
  const response = await http.request({ method: 'GET', target: `/v2/library/box/blobs/${digestOf(layer)}`, headers: { Range: range } });
  expect([response.status, await readText(response), response.headers.get('content-range')]).toEqual([status, text, contentRange]);
});

test('a range past the end is refused', async () => {
  const { http } = connect();
  const response = await http.request({ method: 'GET', target: `/v2/library/box/blobs/${digestOf(layer)}`, headers: { Range: 'bytes=20-' } });
  expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */20']);
});

test('errors have the codes of the specification, and the connection lives on', async () => {
  const { http } = connect();
  expect(await errorCode(http, '/v2/library/nosuch/manifests/latest')).toEqual([403, 'DENIED']);
  expect(await errorCode(http, '/v2/library/box/manifests/nosuch')).toEqual([404, 'MANIFEST_UNKNOWN']);
  expect(await errorCode(http, `/v2/library/box/blobs/${digestOf('other')}`)).toEqual([404, 'BLOB_UNKNOWN']);
  expect(await errorCode(http, '/v2/library/box/blobs/sha256:short')).toEqual([400, 'DIGEST_INVALID']);
  expect(await errorCode(http, '/v2/UPPER/manifests/latest')).toEqual([400, 'NAME_INVALID']);
  expect(await errorCode(http, '/v2/library/../x/manifests/latest')).toEqual([400, 'NAME_INVALID']);
  expect(await errorCode(http, '/v2/constructor/manifests/latest')).toEqual([403, 'DENIED']);
  expect(await errorCode(http, '/v2/library/box/blobs/uploads', 'POST')).toEqual([405, 'UNSUPPORTED']);
  expect(await errorCode(http, '/elsewhere')).toEqual([404, 'NOT_FOUND']);
});

test('a manifest of a type that the client does not accept is not sent', async () => {
  const { http } = connect();
  const headers = { Accept: 'application/vnd.docker.distribution.manifest.v2+json' };
  expect((await http.request({ method: 'GET', target: '/v2/library/box/manifests/latest', headers })).status).toBe(404);
});

test('tags come in pages', async () => {
  const { http } = connect();
  const response = await http.request({ method: 'GET', target: '/v2/library/box/tags/list?n=2' });
  expect(response.headers.get('link')).toBe('</v2/library/box/tags/list?n=2&last=2.0>; rel="next"');
  expect(await readJson(response)).toEqual({ name: 'library/box', tags: ['1.0', '2.0'] });
  expect(await readJson(await http.request({ method: 'GET', target: '/v2/library/box/tags/list?n=2&last=2.0' }))).toEqual({
    name: 'library/box',
    tags: ['latest'],
  });
});

test('content that cannot be reached is an error of the hub, not the end of it', async () => {
  const { http } = connect(true);
  expect(await errorCode(http, '/v2/library/box/manifests/latest')).toEqual([500, 'UNKNOWN']);
  expect((await http.request({ method: 'GET', target: '/v2/' })).status).toBe(200);
});
