/** A registry that is not the hub to the machine: the hub itself, on a port of the machine. Its layers are unpacked and compressed there. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BlobSource, HubIndex, Repository } from '../../engine-wasm/registry/content.ts';
import { diskLibrary } from '../../engine-wasm/registry/node/library.ts';
import { memoryStorage } from '../../engine-wasm/registry/storage/memory.ts';
import type { HubStorage } from '../../engine-wasm/registry/storage/storage.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';
import { imageOf, mixedImage, mixedText, tarOf, type Image } from '../lib/oci-image.ts';

const registry = 'localhost:5999';
const credentials = mkdtempSync(join(tmpdir(), 'drydock-credentials-'));
let engine: TestEngine;

/** The library, and images that Docker itself would not make so. */
async function library(): Promise<BlobSource> {
  const own = diskLibrary(join(import.meta.dirname, '../../public/hub'));
  const { repositories }: HubIndex = await own.index();
  const zeros = await tarOf({ zeros: Buffer.alloc(600 * 1024 * 1024) });
  const noise = await tarOf({ noise: randomBytes(5000) });
  const images: Readonly<Record<string, Image>> = {
    mixed: await mixedImage(),
    'bomb-gzip': imageOf([{ tar: zeros, form: 'gzip' }]),
    'bomb-zstd': imageOf([{ tar: zeros, form: 'zstd' }]),
    escaping: imageOf([{ tar: await tarOf({ '../../etc/passwd': Buffer.from('evil') }), form: 'gzip' }]),
    device: imageOf([{ tar: await tarOf({ 'dev/sda': Buffer.alloc(0) }, { type: 'block-device', devmajor: 8, devminor: 0 }), form: 'gzip' }]),
    'broken-zstd': imageOf([{ tar: noise, form: 'zstd', cutAt: 3000 }]),
  };
  const repositoryOf = ({ digest, mediaType, blobs }: Image): Repository => ({
    tags: { latest: digest },
    manifests: { [digest]: mediaType },
    blobs: Object.fromEntries([...blobs].map(([blob, { length }]) => [blob, length])),
  });
  const added = Object.entries(images).map(([name, image]) => [`library/${name}`, repositoryOf(image)] as const);
  const blobs = new Map(Object.values(images).flatMap((image) => [...image.blobs]));
  return {
    index: () => Promise.resolve({ repositories: { ...repositories, ...Object.fromEntries(added) } }),
    async *read(digest, start, end) {
      const bytes = blobs.get(digest);
      if (!bytes) yield* own.read(digest, start, end);
      else for (let at = start; at < end; at += 65_536) yield await Promise.resolve(bytes.subarray(at, Math.min(end, at + 65_536)));
    },
  };
}

/** What is written to the hub; `onBytes` hears of each piece before. */
let written = 0;
let onBytes: (total: number) => Promise<void> = () => Promise.resolve();

function watchedStorage(): HubStorage {
  const storage = memoryStorage();
  return {
    ...storage,
    create() {
      const writer = storage.create();
      return {
        ...writer,
        async write(bytes) {
          await onBytes(written);
          written += bytes.length;
          return writer.write(bytes);
        },
      };
    },
  };
}

/** Ends the connections to the registry, and leaves it where it is. */
const breakConnections = (): Promise<string> => engine.inMachine("kill $(ps | awk '/[n]c 127.0.0.2/ && !/-ll/ {print $1}')");

const used = async (): Promise<number> => Number((await engine.inMachine('du -s /var/lib/docker')).split(/\s/)[0]);

beforeAll(async () => {
  engine = await startEngine({ library: await library(), hubStorage: watchedStorage() });
  await engine.docker('run -d --network host busybox nc -ll -p 5999 -e nc 127.0.0.2 3140');
});

afterAll(async () => {
  await engine?.stop();
  rmSync(credentials, { recursive: true });
});

test('it answers', async () => {
  await expect.poll(() => engine.inMachine(`curl -s http://${registry}/v2/library/mixed/tags/list`), { timeout: 60_000 }).toContain('latest');
  await engine.inMachine(`curl -s -X POST -d '{"username":"carol","password":"secret-12"}' http://${registry}/v1/users`);
  await engine.docker(`--config ${credentials} login -u carol -p secret-12 ${registry}`);
});

test.each([`${registry}/library/mixed`, 'mixed'])('%s: layers by zstd, by gzip in several members, and plain', async (name) => {
  await engine.docker(`pull -q ${name}`);
  expect(await engine.docker(`run --rm ${name} sh -c "cat /one /two /three | md5sum"`)).toContain(createHash('md5').update(mixedText).digest('hex'));
  await engine.docker(`rmi ${name}`);
});

test.each([
  [`${registry}/library/bomb-gzip`, /no space left on device/],
  [`${registry}/library/bomb-zstd`, /no space left on device/],
  ['bomb-gzip', /a layer of more than 512 MiB does not fit: no space left on device/],
  ['bomb-zstd', /a layer of more than 512 MiB does not fit: no space left on device/],
  [`${registry}/library/escaping`, /invalid entry name "..\/..\/etc\/passwd"/],
  ['escaping', /invalid path "..\/..\/etc\/passwd" in the layer/],
  [`${registry}/library/device`, /the device "dev\/sda" in the layer is refused/],
  ['device', /the device "dev\/sda" in the layer is refused/],
  [`${registry}/library/broken-zstd`, /unexpected EOF/],
  ['broken-zstd', /invalid zstd data/],
])('%s ends in a clear error, and leaves nothing', async (name, reason) => {
  const before = await used();
  const { code, stderr } = await engine.run(`docker pull -q ${name}`);
  expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
  expect(await used()).toBeLessThan(before + 20);
  expect(await engine.docker('images -q | wc -l')).toBe('1');
});

async function pushed(size: number): Promise<{ readonly id: string; push: () => ReturnType<TestEngine['run']> }> {
  await engine.docker('run --name maker busybox true');
  await engine.run(`head -c ${size} /dev/urandom > /tmp/drydock-push && docker cp /tmp/drydock-push maker:/made; rm /tmp/drydock-push`);
  await engine.docker(`commit maker ${registry}/carol/app`);
  await engine.docker('rm maker');
  const id = await engine.docker(`image inspect -f {{.Id}} ${registry}/carol/app`);
  return { id, push: () => engine.run(`docker --config ${credentials} push ${registry}/carol/app`) };
}

/** Nothing but what was there before the push, whose uploads the hub still knows for a while. */
async function expectNothingPushed(): Promise<void> {
  expect(await engine.inMachine(`curl -s http://${registry}/v2/carol/app/tags/list`)).toContain('UNAUTHORIZED');
}

test('a push that breaks off is taken up where it ended', async () => {
  const { id, push } = await pushed(1_500_000);
  await expectNothingPushed();
  let breaks = 0;
  written = 0;
  onBytes = async (total) => {
    if (breaks === 2 || total < 400_000 * (breaks + 1)) return;
    breaks++;
    await breakConnections();
  };
  const { code, stdout, stderr } = await push();
  expect([code, stderr, breaks]).toEqual([0, '', 2]);
  expect(stdout).toContain(': Retrying in 5 seconds\n');
  expect(stdout).toMatch(/: Pushed\n/);
  // Each byte once: the layer of incompressible bytes, busybox's, and what names them.
  expect(written).toBeLessThan(1_500_000 + 1_300_000);
  await engine.docker(`rmi ${registry}/carol/app`);
  await engine.docker(`pull -q ${registry}/carol/app`);
  expect(await engine.docker(`image inspect -f {{.Id}} ${registry}/carol/app`)).toBe(id);
}, 120_000);

test('a registry that falls silent is asked again', async () => {
  const { push } = await pushed(1_500_000);
  let silent = false;
  written = 0;
  onBytes = async (total) => {
    if (total > 400_000 && !silent) await new Promise(() => void (silent = true));
  };
  const { code, stdout, stderr } = await push();
  expect([code, stderr, silent]).toEqual([0, '', true]);
  expect(stdout).toContain(': Retrying in 1 second\n');
}, 120_000);

test('one that always breaks off is given up after five attempts, and no image is there', async () => {
  const { push } = await pushed(1_500_000);
  const tags = await engine.inMachine(`curl -s http://${registry}/v2/carol/app/tags/list`);
  written = 0;
  onBytes = async () => void (await breakConnections());
  const { code, stderr } = await push();
  onBytes = () => Promise.resolve();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^(Patch|Post|Head|Get) "http:\/\/localhost:5999\/v2\/carol\/app\/blobs\/[^"]*": /);
  expect(await engine.inMachine(`curl -s http://${registry}/v2/carol/app/tags/list`)).toBe(tags);
}, 180_000);
