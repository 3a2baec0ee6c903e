/** Builds the guest: firmware, kernel, engine, root file system, snapshot; and puts them where page and headless machine look. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestFile, Manifest } from '../../engine-wasm/machine/manifest.ts';
import { buildEngine } from '../../engine-wasm/host/build.ts';
import type { DebianFile } from '../../scripts/lib/apt.ts';
import { buildFirmware } from './firmware.ts';
import { buildKernel } from './kernel.ts';
import { buildRootFs } from './rootfs.ts';
import { buildSnapshot } from './snapshot.ts';

const output = join(import.meta.dirname, '../../public/machine');
const lockFile = join(import.meta.dirname, 'lock.json');

const memory = 512 * 1024 * 1024;
/** `init_on_free` keeps freed memory zero, which makes the snapshot small. */
const commandLine = 'console=ttyS0 quiet tsc=reliable init_on_free=1 random.trust_cpu=on';

async function place(path: string, name: string): Promise<GuestFile> {
  const bytes = await readFile(path);
  await copyFile(path, join(output, name));
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function writeLock(parts: Readonly<Record<string, readonly DebianFile[]>>): Promise<void> {
  const entries = Object.entries(parts).map(([part, files]) => [part, files.map(({ name, version, sha256 }) => ({ name, version, sha256 }))]);
  await writeFile(lockFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

export async function buildGuest(): Promise<void> {
  const firmware = await buildFirmware();
  const kernel = await buildKernel();
  const engine = await buildEngine();
  const rootFs = await buildRootFs(engine);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const manifest: Manifest = {
    memory,
    commandLine,
    bios: await place(firmware.bios, 'bios.bin'),
    vgaBios: await place(firmware.vgaBios, 'vgabios.bin'),
    kernel: await place(kernel.image, 'kernel.bin'),
    initrd: await place(rootFs.image, 'initrd.bin'),
  };
  const writeManifest = (complete: Manifest): Promise<void> => writeFile(join(output, 'manifest.json'), `${JSON.stringify(complete, null, 2)}\n`);
  await writeManifest(manifest);
  const snapshot = await buildSnapshot(manifest, output);
  await writeManifest({ ...manifest, snapshot: await place(snapshot.path, 'snapshot.bin.zst'), layers: snapshot.layers });
  await writeLock({ firmware: firmware.madeOf, kernel: kernel.madeOf, engine: engine.madeOf, rootFs: rootFs.madeOf });
}

if (process.argv[1] === import.meta.filename) {
  await buildGuest();
  process.exit(0);
}
