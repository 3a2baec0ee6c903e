/** Builds the guest: firmware, kernel, engine, root file system, snapshot; and puts them where page and headless machine look. */
import { join } from 'node:path';
import { buildEngine } from '../../engine-wasm/host/build.ts';
import type { GuestFile, Manifest } from '../../engine-wasm/machine/manifest.ts';
import { LockFile } from '../../scripts/lib/lock.ts';
import { buildFirmware } from './firmware.ts';
import { buildKernel } from './kernel.ts';
import { describeFile, publish } from './publish.ts';
import { buildRootFs } from './rootfs.ts';
import { buildSnapshot } from './snapshot.ts';

const output = join(import.meta.dirname, '../../public/machine');

const memory = 512 * 1024 * 1024;
/** `init_on_free` keeps freed memory zero, which makes the snapshot small. */
const commandLine = 'console=ttyS0 quiet tsc=reliable init_on_free=1 random.trust_cpu=on';

export async function buildGuest(): Promise<void> {
  const lock = await LockFile.open(join(import.meta.dirname, 'lock.json'));
  const firmware = await buildFirmware(lock);
  const kernel = await buildKernel(lock);
  const engine = await buildEngine(lock);
  const rootFs = await buildRootFs(lock, engine);
  await lock.save();

  const files = new Map<string, string>();
  const describe = async (path: string, name: string): Promise<GuestFile> => {
    const file = await describeFile(path, name);
    files.set(file.name, path);
    return file;
  };
  const manifest: Manifest = {
    memory,
    commandLine,
    bios: await describe(firmware.bios, 'bios.bin'),
    vgaBios: await describe(firmware.vgaBios, 'vgabios.bin'),
    kernel: await describe(kernel.image, 'kernel.bin'),
    // Not “.gz”: web servers say of such a file that it is to be inflated on arrival.
    initrd: await describe(rootFs.image, 'initrd.bin'),
  };
  const { path, layers } = await buildSnapshot(manifest, files);
  await publish(output, { ...manifest, snapshot: await describe(path, 'snapshot.bin.zst'), layers }, files);
}

if (process.argv[1] === import.meta.filename) {
  await buildGuest();
  process.exit(0);
}
