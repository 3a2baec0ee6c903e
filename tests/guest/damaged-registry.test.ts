/** Registries that send damaged bytes, too few of them, none any more, or manifests of another kind: on each of the two ways that layers come into the machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { blobPath, type BlobSource, type HubIndex, type Repository } from '../../engine-wasm/registry/content.ts';
import { diskLibrary } from '../../engine-wasm/registry/node/library.ts';
import type { RunShell } from '../lib/golden.ts';
import { shellFor } from '../lib/shell.ts';

const hub = join(import.meta.dirname, '../../public/hub');
const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
let headless: Headless;
let run: RunShell;
let layer: string;
/** `broken`: the connection ends in the middle, once; `short`: always. `silent`: it stays, and nothing comes. */
type Fault = 'none' | 'bit' | 'broken' | 'short' | 'silent' | 'manifest';
let fault: Fault;
/** Where reads of the layer began. */
let begun: number[] = [];

const breakAt = 300_000;

/** Of `library/busybox`: its only blob that is no JSON. */
async function layerOf(library: BlobSource): Promise<string> {
  const { repositories }: HubIndex = await library.index();
  const blobs = Object.keys(repositories['library/busybox']?.blobs ?? {});
  return blobs.find((digest) => readFileSync(join(hub, blobPath(digest)))[0] !== '{'.charCodeAt(0)) as string;
}

/** An index whose manifests say that they are of a kind that is none. */
function withOtherTypes({ repositories }: HubIndex): HubIndex {
  const busybox = repositories['library/busybox'] as Repository;
  const manifests = Object.fromEntries(Object.keys(busybox.manifests).map((digest) => [digest, 'application/vnd.example.thing']));
  return { repositories: { ...repositories, 'library/busybox': { ...busybox, manifests } } };
}

/** Every part of the layer, with the fault in it; for the others as it is. */
async function* faulty(parts: AsyncIterable<Uint8Array>, start: number): AsyncIterable<Uint8Array> {
  let at = start;
  begun.push(start);
  for await (const part of parts) {
    const bytes = part.slice();
    if (fault === 'bit' && at <= 10_000 && 10_000 < at + bytes.length) bytes[10_000 - at]! ^= 1;
    const breaks = (fault === 'broken' && start === 0) || fault === 'short' || fault === 'silent';
    if (breaks && at + bytes.length > breakAt) {
      yield bytes.subarray(0, Math.max(0, breakAt - at));
      if (fault === 'silent') await new Promise(() => undefined);
      throw new Error('unexpected EOF');
    }
    at += bytes.length;
    yield bytes;
  }
}

function tampered(library: BlobSource): BlobSource {
  return {
    index: async () => (fault === 'manifest' ? withOtherTypes(await library.index()) : library.index()),
    read: (digest, start, end) => (digest === layer ? faulty(library.read(digest, start, end), start) : library.read(digest, start, end)),
  };
}

async function inMachine(command: string): Promise<string> {
  const { stream } = await headless.machine.openPty({ argv: ['/bin/sh', '-c', command], rows: 24, columns: 200 });
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) text += new TextDecoder().decode(bytes);
  return text.trim();
}

/** Kilobytes below Docker's directory. */
const used = async (): Promise<number> => Number((await inMachine('du -s /var/lib/docker')).split(/\s/)[0]);

beforeAll(async () => {
  const library = diskLibrary(hub);
  layer = await layerOf(library);
  headless = await startHeadless({ library: tampered(library) });
  await headless.bridge(join(directory, 'docker.sock'));
  run = shellFor(join(directory, 'docker.sock'));
});

afterAll(async () => {
  await headless?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const refusals: Readonly<Partial<Record<Fault, () => string>>> = {
  bit: () => `filesystem layer verification failed for digest ${layer}\n`,
  short: () => 'unexpected EOF\n',
  silent: () => 'unexpected EOF\n',
  manifest: () => 'Error response from daemon: unsupported manifest media type and no default available: application/vnd.example.thing\n',
};

async function expectRefusal(kind: Fault): Promise<void> {
  fault = kind;
  const before = await used();
  const { code, stderr } = await run('docker pull busybox');
  expect([kind, code, stderr.replace(/^failed to register layer: /, '')]).toEqual([kind, 1, refusals[kind]?.()]);
  expect((await run('docker images -aq')).stdout).toBe('');
  expect(await used()).toBeLessThan(before + 20);
}

async function expectSuccess(kind: Fault): Promise<void> {
  fault = kind;
  begun = [];
  expect(await run('docker pull -q busybox')).toMatchObject({ code: 0 });
  expect((await run('docker run --rm busybox echo whole')).stdout).toBe('whole\n');
  await run('docker rmi busybox');
  // What broke off was taken up where it ended.
  if (kind === 'broken') expect(begun.slice(0, 2)).toEqual([0, breakAt]);
}

async function expectAll(): Promise<void> {
  for (const kind of ['bit', 'short', 'manifest', 'silent'] as const) await expectRefusal(kind);
  for (const kind of ['broken', 'none'] as const) await expectSuccess(kind);
}

test('layers that the host unpacks', expectAll, 240_000);

test('layers that the machine unpacks itself', async () => {
  await inMachine(`echo '{"registry-mirrors":["http://hub:3140"]}' > /etc/docker/daemon.json; kill $(pidof dockerd)`);
  await expect.poll(async () => (await run('docker version')).code, { timeout: 60_000 }).toBe(0);
  await expectAll();
}, 240_000);
