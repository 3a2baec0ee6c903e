/** A layer whose bytes are not those that its digest names, on each of the two ways that layers come into the machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { blobPath, type BlobSource, type HubIndex } from '../../engine-wasm/registry/content.ts';
import { diskLibrary } from '../../engine-wasm/registry/node/library.ts';
import type { RunShell } from '../lib/golden.ts';
import { shellFor } from '../lib/shell.ts';

const hub = join(import.meta.dirname, '../../public/hub');
const directory = mkdtempSync(join(tmpdir(), 'drydock-'));
let headless: Headless;
let run: RunShell;
let layer: string;
let isDamaged = true;

/** Of `library/busybox`: its only blob that is no JSON. */
async function layerOf(library: BlobSource): Promise<string> {
  const { repositories }: HubIndex = await library.index();
  const blobs = Object.keys(repositories['library/busybox']?.blobs ?? {});
  return blobs.find((digest) => readFileSync(join(hub, blobPath(digest)))[0] !== '{'.charCodeAt(0)) as string;
}

/** One bit of the layer is another one: the last of its first byte beyond 10,000. */
function tampered(library: BlobSource): BlobSource {
  return {
    index: () => library.index(),
    async *read(digest, start, end) {
      let at = start;
      for await (const part of library.read(digest, start, end)) {
        const bytes = part.slice();
        const target = 10_000 - at;
        if (isDamaged && digest === layer && target >= 0 && target < bytes.length) bytes[target]! ^= 1;
        at += bytes.length;
        yield bytes;
      }
    },
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

async function expectRefusal(): Promise<void> {
  isDamaged = true;
  const before = await used();
  const { code, stderr } = await run('docker pull busybox');
  expect({ code, stderr }).toEqual({ code: 1, stderr: `filesystem layer verification failed for digest ${layer}\n` });
  expect((await run('docker images -aq')).stdout).toBe('');
  expect(await used()).toBeLessThan(before + 20);
}

async function expectSuccess(): Promise<void> {
  isDamaged = false;
  expect(await run('docker pull -q busybox')).toMatchObject({ code: 0 });
  expect((await run('docker run --rm busybox echo whole')).stdout).toBe('whole\n');
  await run('docker rmi busybox');
}

test('a layer that the host unpacks', async () => {
  await expectRefusal();
  await expectSuccess();
});

test('a layer that the machine unpacks itself', async () => {
  await inMachine(`echo '{"registry-mirrors":["http://hub:3140"]}' > /etc/docker/daemon.json; kill $(pidof dockerd)`);
  await expect.poll(async () => (await run('docker version')).code, { timeout: 60_000 }).toBe(0);
  await expectRefusal();
  await expectSuccess();
});
