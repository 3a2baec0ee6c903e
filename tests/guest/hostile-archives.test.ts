/** Archives made to do harm, on every way that one comes into the machine, and a disk that is full: a clear error, nothing left, nothing lost. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const directory = mkdtempSync(join(tmpdir(), 'drydock-hostile-'));

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await engine.stop();
});

type Entries = readonly (readonly [header: Parameters<Pack['entry']>[0], content?: string | Buffer])[];

async function tar(entries: Entries): Promise<Buffer> {
  const packed = pack();
  for (const [header, content = ''] of entries) packed.entry(header, content);
  packed.finalize();
  const parts: Buffer[] = [];
  for await (const part of packed) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What `docker save` would have written of an image with that layer. */
async function imageOf(layer: Buffer): Promise<Buffer> {
  const config = JSON.stringify({ architecture: '386', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] } });
  const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['layer.tar'] }]);
  return tar([
    [{ name: 'config.json' }, config],
    [{ name: 'layer.tar' }, gzipSync(layer)],
    [{ name: 'manifest.json' }, manifest],
  ]);
}

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** What Docker's directory has but for logs of this test's own doing, and how many kilobytes are in use. */
const stored = (): Promise<string> =>
  engine.inMachine(
    "cd /var/lib/docker; ls -A tmp image/overlay2/imagedb/content/sha256 image/overlay2/layerdb/sha256 overlay2; df -k / | awk 'NR > 1 {print int($3 / 256)}'",
  );

async function expectRefused(command: string, reason: RegExp): Promise<void> {
  const before = await stored();
  const { stdout, stderr } = await engine.run(command);
  expect(stdout + stderr).toMatch(reason);
  expect(await stored()).toBe(before);
}

/** The header of a file whose content does not follow. */
const bomb = async (): Promise<Buffer> => {
  const whole = await tar([[{ name: 'zeros', mode: 0o644 }, '']]);
  const header = Buffer.from(whole.subarray(0, 512));
  header.write('77777777777', 124);
  header.write('        ', 148);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, Buffer.alloc(1_000_000)]);
};

const hostile: readonly (readonly [what: string, layer: () => Promise<Buffer>, reason: RegExp])[] = [
  ['a file of 8 GiB', bomb, /write \/zeros: no space left on device/],
  ['a way out by name', () => tar([[{ name: '../../etc/passwd' }, 'evil']]), /invalid entry name "..\/..\/etc\/passwd"/],
  ['a way out by hard link', () => tar([[{ name: 'link', type: 'link', linkname: '../../../etc/passwd' }]]), /invalid entry name "..\/..\/..\/etc\/passwd"/],
];
const device: Entries = [[{ name: 'dev/sda', type: 'block-device', devmajor: 8, devminor: 0 }]];

test.each(hostile)('%s is refused by load, import and as a context', async (_, layer, reason) => {
  const archive = await layer();
  await expectRefused(`docker load -i ${file('image.tar', await imageOf(archive))}`, reason);
  await expectRefused(`docker import ${file('layer.tar.gz', gzipSync(archive))} hostile`, reason);
  await expectRefused(`DOCKER_BUILDKIT=0 docker build - < ${file('context.tar', archive)}`, reason);
});

/** Builds an ADD of an archive, whose name does not matter. */
const add = (archive: Buffer): string => {
  const context = join(directory, 'context');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'archive'), archive);
  writeFileSync(join(context, 'Dockerfile'), 'FROM busybox\nADD archive /unpacked/\n');
  return `DOCKER_BUILDKIT=0 docker build --force-rm ${context}`;
};

test.each(hostile)('ADD refuses %s', async (_, layer, reason) => {
  const archive = await layer();
  const inside = new RegExp(`failed to copy files: ${reason.source.replace('zeros', 'unpacked\\/zeros')}`);
  await expectRefused(add(archive), inside);
  await expectRefused(add(gzipSync(archive)), inside);
});

test('ADD of an archive that unpacks to more than the disk holds ends there', async () => {
  const zeros = Buffer.alloc(250_000_000);
  const large = await tar([
    [{ name: 'first' }, zeros],
    [{ name: 'second' }, zeros],
  ]);
  await expectRefused(add(gzipSync(large, { level: 1 })), /failed to copy files: write \/unpacked\/second: no space left on device/);
}, 300_000);

test('what a commit has no room for is said, though it is the reader that has none', async () => {
  await engine.docker('run --name large busybox dd if=/dev/zero of=/zeros bs=1M count=260');
  await expectRefused('docker commit large', /write \/zeros: no space left on device/);
  await engine.docker('rm large');
}, 300_000);

test('ADD of an archive that breaks off is no success', async () => {
  const whole = await tar([[{ name: 'file' }, 'x'.repeat(100_000)]]);
  await expectRefused(add(whole.subarray(0, 50_000)), /failed to copy files: unexpected EOF/);
});

test('an image from elsewhere brings no devices', async () => {
  await expectRefused(`docker load -i ${file('image.tar', await imageOf(await tar(device)))}`, /the device "dev\/sda" in the layer is refused/);
});

test('links that name the machine’s files mean those of the layer', async () => {
  const layer = await tar([
    [{ name: 'out', type: 'symlink', linkname: '/etc' }],
    [{ name: 'etc/', type: 'directory' }],
    [{ name: 'out/passwd', mode: 0o644 }, 'inside'],
    [{ name: 'hard', type: 'link', linkname: '/etc/passwd' }],
  ]);
  const before = await engine.inMachine('cat /etc/passwd');
  await engine.docker(`load -i ${file('image.tar', await imageOf(layer))}`);
  expect(await engine.inMachine('cat /etc/passwd')).toBe(before);
  writeFileSync(join(directory, 'Dockerfile'), 'FROM busybox\nCOPY --from=hostile:1 /hard /etc/passwd /\nRUN cat /hard /passwd\n');
  const { stdout } = await engine.run(`DOCKER_BUILDKIT=0 docker build -f ${directory}/Dockerfile --rm -t seen ${directory}`);
  expect(stdout).toContain('insideinside');
  await engine.docker('rmi seen hostile:1');
});

test('names of an archive are not names of the machine', async () => {
  const manifest = JSON.stringify([{ Config: '../../../../etc/passwd', RepoTags: null, Layers: [] }]);
  const links: Entries = [
    [{ name: 'config.json', type: 'symlink', linkname: '/etc/passwd' }],
    [{ name: 'manifest.json' }, manifest.replace('../../../../etc/passwd', 'config.json')],
  ];
  await expectRefused(`docker load -i ${file('names.tar', await tar([[{ name: 'manifest.json' }, manifest]]))}`, /no such file or directory/);
  await expectRefused(`docker load -i ${file('links.tar', await tar(links))}`, /no such file or directory/);
  await expectRefused(`docker load -i ${file('long.tar', await tar([[{ name: 'manifest.json' }, ' '.repeat(5_000_000)]]))}`, /manifest.json is too large/);
});

test('a full disk is said to be full, and nothing is lost', async () => {
  await engine.docker("run -d --name before busybox sh -c 'while ! test -e /go; do sleep 0.2; done; exit 7'");
  await engine.docker("run -d --name full busybox sh -c 'dd if=/dev/zero of=/big bs=64k 2>/dev/null; sleep 1000'");
  await expect.poll(() => engine.inMachine("df -k / | awk 'NR > 1 {print $4}'"), { timeout: 60_000 }).toBe('0\n');
  expect((await engine.run('docker run --rm busybox true')).stderr).toContain('no space left on device');
  expect((await engine.run('printf "FROM busybox\\nRUN true\\n" | DOCKER_BUILDKIT=0 docker build -')).stderr).toContain('no space left on device');
  await engine.docker('rm -f full');
  await engine.docker('exec before touch /go');
  expect(await engine.docker('wait before')).toBe('7');
  expect(await engine.docker("ps -a --format '{{.Names}}'")).toBe('before');
  expect(await engine.docker('images -q | wc -l')).toBe('1');
  expect(await engine.docker('run --rm busybox echo again')).toBe('again');
});
