/** The hub as an outside client sees it: Debian's skopeo, over TCP. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, layer, manifestType, testHub } from '../testing/hub-client.ts';
import { listenForClients } from './listen.ts';

const compressed = gzipSync(layer);
const directory = mkdtempSync(join(tmpdir(), 'skopeo-'));
const image = join(directory, 'image');
let server: Server;
let host: string;
let makePrivate: () => Promise<unknown>;

/** What it printed, both streams; its exit code when that is not 0. */
function skopeo(...args: string[]): Promise<{ code: number; output: string }> {
  const quiet = ['--insecure-policy', '--tmpdir', directory, '--override-arch', '386'];
  return new Promise((resolve) => {
    execFile('skopeo', [...quiet, ...args], { env: { ...process.env, HOME: directory } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

/** An image in skopeo's own folder format: a blob is a file named by its digest. */
function writeImage(): void {
  const config = JSON.stringify({ architecture: '386', os: 'linux', rootfs: { type: 'layers', diff_ids: [digestOf(layer)] } });
  const describe = (blob: string | Buffer, kind: string): object => ({
    mediaType: `application/vnd.oci.image.${kind}`,
    digest: digestOf(blob),
    size: blob.length,
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: describe(config, 'config.v1+json'),
    layers: [describe(compressed, 'layer.v1.tar+gzip')],
  };
  mkdirSync(image);
  writeFileSync(join(image, 'version'), 'Directory Transport Version: 1.1\n');
  writeFileSync(join(image, 'manifest.json'), JSON.stringify(manifest));
  for (const blob of [config, compressed]) writeFileSync(join(image, digestOf(blob).slice(7)), blob);
}

const copyIn = (name: string, ...options: string[]): ReturnType<typeof skopeo> =>
  skopeo('copy', '--dest-tls-verify=false', ...options, `dir:${image}`, `docker://${host}/${name}`);
const listTags = (name: string, ...options: string[]): ReturnType<typeof skopeo> =>
  skopeo('list-tags', '--tls-verify=false', ...options, `docker://${host}/${name}`);

beforeAll(async () => {
  const { hub, alice } = await testHub();
  server = await listenForClients(hub, 0);
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  makePrivate = () => alice.request('PATCH', '/v1/repositories/alice/web', { headers: alice.basic, body: '{"private":true}' });
  writeImage();
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

test('an image goes in and comes out as it was', async () => {
  expect(await copyIn('alice/web:1.0', '--dest-creds', "alice:alice's")).toMatchObject({ code: 0 });
  const out = join(directory, 'out');
  expect(await skopeo('copy', '--src-tls-verify=false', `docker://${host}/alice/web:1.0`, `dir:${out}`)).toMatchObject({ code: 0 });
  for (const file of ['manifest.json', digestOf(compressed).slice(7)]) expect(readFileSync(join(out, file))).toEqual(readFileSync(join(image, file)));
  expect(JSON.parse((await listTags('alice/web')).output)).toMatchObject({ Tags: ['1.0'] });
});

test('as a Docker manifest, too', async () => {
  expect(await copyIn('alice/web:v2s2', '--dest-creds', "alice:alice's", '--format', 'v2s2')).toMatchObject({ code: 0 });
  const { output } = await skopeo('inspect', '--raw', '--tls-verify=false', `docker://${host}/alice/web:v2s2`);
  expect(JSON.parse(output)).toMatchObject({ mediaType: 'application/vnd.docker.distribution.manifest.v2+json' });
});

test('a push needs a login, the right one, and one’s own repository', async () => {
  for (const [options, said] of [
    [[], 'authentication required'],
    [['--dest-creds', 'alice:wrong'], 'incorrect username or password'],
    [['--dest-creds', "bob:bob's"], ': denied'],
  ] as const) {
    const { code, output } = await copyIn('alice/web:no', ...options);
    expect([code, output]).toEqual([1, expect.stringContaining(said)]);
  }
});

test('what is private is seen by its owner only', async () => {
  await makePrivate();
  expect(await listTags('alice/web')).toMatchObject({ code: 1, output: expect.stringContaining('unauthorized') as string });
  expect(await listTags('alice/web', '--creds', "bob:bob's")).toMatchObject({ code: 1, output: expect.stringContaining('403 (Forbidden)') as string });
  expect(await listTags('alice/web', '--creds', "alice:alice's")).toMatchObject({ code: 0 });
});

test('skopeo deletes what it pushed', async () => {
  const credentials = ['--creds', "alice:alice's"];
  expect(await skopeo('delete', '--tls-verify=false', ...credentials, `docker://${host}/alice/web:1.0`)).toMatchObject({ code: 0 });
  expect(JSON.parse((await listTags('alice/web', ...credentials)).output)).toMatchObject({ Tags: ['v2s2'] });
});
