import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackPackage } from '../../scripts/lib/apt.ts';
import { cached, type Cached } from '../../scripts/lib/cache.ts';
import type { LockFile } from '../../scripts/lib/lock.ts';

export interface Firmware extends Cached {
  readonly bios: string;
  readonly vgaBios: string;
}

/** SeaBIOS, as Debian builds it: the emulator's firmware. */
export async function buildFirmware(lock: LockFile): Promise<Firmware> {
  const seabios = await lock.package('firmware', 'seabios');
  const result = await cached('firmware', 'Firmware: unpack', [seabios.sha256], async (directory) => {
    const unpacked = join(directory, 'unpacked');
    await unpackPackage(seabios, unpacked);
    for (const name of ['bios.bin', 'vgabios-stdvga.bin']) await copyFile(join(unpacked, 'usr/share/seabios', name), join(directory, name));
    await rm(unpacked, { recursive: true });
  });
  return { ...result, bios: join(result.path, 'bios.bin'), vgaBios: join(result.path, 'vgabios-stdvga.bin') };
}
