import { expect, test } from 'vitest';
import { digestOf, HubClient, layer, manifestType, testHub } from './testing/hub-client.ts';

const challengeFor = (scope: string, error = ''): string => `Bearer realm="http://hub/token",service="hub",scope="${scope}"${error}`;

test('who is not logged in is told where to get a token', async () => {
  const { anybody } = await testHub();
  const check = await anybody.request('GET', '/v2/');
  expect([check.status, check.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="http://hub/token",service="hub"']);
  const push = await anybody.request('POST', '/v2/alice/web/blobs/uploads/');
  expect([push.status, push.code, push.headers.get('www-authenticate')]).toEqual([401, 'UNAUTHORIZED', challengeFor('repository:alice/web:pull,push')]);
});

test('wrong credentials get no token', async () => {
  const { hub } = await testHub();
  for (const credentials of ['alice:wrong', 'nobody:x', 'constructor:x']) {
    const client = new HubClient(hub, credentials);
    const { status, code, json } = await client.request('GET', '/token?service=hub', { headers: client.basic });
    expect([status, code]).toEqual([401, 'UNAUTHORIZED']);
    expect(json).toMatchObject({ errors: [{ message: 'incorrect username or password' }] });
  }
});

test('a token opens the version check; a forged one does not', async () => {
  const { alice, anybody } = await testHub();
  const token = await alice.token('');
  expect(await anybody.request('GET', '/v2/', { headers: token })).toMatchObject({ status: 200 });
  const [header, , signature] = (token['Authorization'] ?? '').split('.');
  const claims = Buffer.from(JSON.stringify({ sub: 'alice', exp: 9e9, access: [] })).toString('base64url');
  expect(await anybody.request('GET', '/v2/', { headers: { Authorization: `${header}.${claims}.${signature}` } })).toMatchObject({ status: 401 });
});

test('a token holds for what it was asked for, and no longer than it says', async () => {
  const { alice, anybody } = await testHub();
  await alice.pushImage('alice/web', 'latest');
  const pull = await alice.token('repository:alice/web:pull');
  const refused = await anybody.request('POST', '/v2/alice/web/blobs/uploads/', { headers: pull });
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
    401,
    challengeFor('repository:alice/web:pull,push', ',error="insufficient_scope"'),
  ]);
});

test('only the owner pushes', async () => {
  const { anybody, alice, bob } = await testHub();
  expect(await alice.pushBlob('alice/web', layer)).toMatchObject({ status: 201 });
  expect(await bob.pushBlob('alice/web', layer)).toMatchObject({ status: 403, code: 'DENIED' });
  expect(await alice.pushBlob('library/box', layer)).toMatchObject({ status: 403, code: 'DENIED' });
  expect(await alice.pushBlob('web', layer)).toMatchObject({ status: 403, code: 'DENIED' });
  expect(await anybody.pushBlob('alice/web', layer)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
});

test('a private repository is there for its owner only', async () => {
  const { anybody, alice, bob } = await testHub();
  await alice.pushImage('alice/web', 'latest');
  expect(await anybody.request('GET', '/v2/alice/web/manifests/latest')).toMatchObject({ status: 200 });
  const change = { headers: alice.basic, body: '{"private":true}' };
  expect(await bob.request('PATCH', '/v1/repositories/alice/web', { ...change, headers: bob.basic })).toMatchObject({ status: 403 });
  expect(await alice.request('PATCH', '/v1/repositories/alice/web', change)).toMatchObject({ status: 204 });
  for (const target of ['manifests/latest', `blobs/${digestOf(layer)}`, 'tags/list']) {
    const asAnybody = await anybody.authorized('GET', `/v2/alice/web/${target}`);
    expect([asAnybody.status, asAnybody.headers.get('www-authenticate')]).toEqual([
      401,
      challengeFor('repository:alice/web:pull', ',error="insufficient_scope"'),
    ]);
    expect(await bob.authorized('GET', `/v2/alice/web/${target}`)).toMatchObject({ status: 403, code: 'DENIED' });
    expect(await alice.authorized('GET', `/v2/alice/web/${target}`)).toMatchObject({ status: 200 });
  }
  const catalogs = await Promise.all([bob, alice].map(async (client) => client.request('GET', '/v2/_catalog', { headers: await client.token('') })));
  expect(catalogs.map(({ json }) => json)).toEqual([{ repositories: ['library/box'] }, { repositories: ['alice/web', 'library/box'] }]);
});

test('a blob of somebody else’s private repository cannot be mounted', async () => {
  const { alice, bob } = await testHub();
  await alice.pushImage('alice/web', 'latest');
  await alice.request('PATCH', '/v1/repositories/alice/web', { headers: alice.basic, body: '{"private":true}' });
  expect(await bob.authorized('POST', `/v2/bob/web/blobs/uploads/?mount=${digestOf(layer)}&from=alice/web`)).toMatchObject({ status: 202 });
});

test('a deleted repository is gone for its owner too', async () => {
  const { alice, hub } = await testHub();
  await alice.pushImage('alice/web', 'latest');
  expect(await alice.request('DELETE', '/v1/repositories/alice/web', { headers: alice.basic })).toMatchObject({ status: 204 });
  expect(await alice.authorized('GET', '/v2/alice/web/manifests/latest')).toMatchObject({ status: 404, code: 'NAME_UNKNOWN' });
  expect(await hub.catalog.storage.files()).toEqual([]);
  expect(await alice.request('DELETE', '/v1/repositories/alice/web', { headers: alice.basic })).toMatchObject({ status: 404, code: 'NAME_UNKNOWN' });
});

test.each([
  ['alice', 'x', 'the user name alice is taken'],
  ['A b', 'x', 'a user name has 2 to 30 lower-case letters and digits'],
  ['library', 'x', 'a user name has 2 to 30 lower-case letters and digits'],
  ['carol', '', 'a password is needed'],
])('no account for %s', async (username, password, message) => {
  const { anybody } = await testHub();
  const { status, json } = await anybody.request('POST', '/v1/users/', { body: JSON.stringify({ username, password }) });
  expect(status).toBe(403);
  expect(json).toMatchObject({ errors: [{ message }] });
});

test('what is no JSON is refused', async () => {
  const { anybody } = await testHub();
  expect(await anybody.request('POST', '/v1/users/', { body: '{' })).toMatchObject({ status: 405, code: 'UNSUPPORTED' });
});

test('an index and a Docker manifest are kept as they came', async () => {
  const { alice, anybody } = await testHub();
  const image = await alice.pushImage('alice/web', 'one');
  const index = JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: manifestType, digest: digestOf(image), size: image.length }] });
  const type = 'application/vnd.docker.distribution.manifest.list.v2+json';
  expect(await alice.authorized('PUT', '/v2/alice/web/manifests/all', { headers: { 'Content-Type': type }, body: index })).toMatchObject({ status: 201 });
  const { text, headers } = await anybody.request('GET', '/v2/alice/web/manifests/all', { headers: { Accept: type } });
  expect([text, headers.get('content-type'), headers.get('docker-content-digest')]).toEqual([index, type, digestOf(index)]);
});
