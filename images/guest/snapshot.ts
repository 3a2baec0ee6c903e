import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedLayers } from '../../engine-wasm/machine/layers/layers.ts';
import type { Manifest } from '../../engine-wasm/machine/manifest.ts';
import { startHeadless } from '../../engine-wasm/machine/node/headless.ts';
import type { Machine } from '../../engine-wasm/machine/machine.ts';
import { HttpConnection, readText } from '../../engine-wasm/wire/http/client.ts';
import { bundleHash } from '../../scripts/lib/bundle-hash.ts';
import { cached, hashFiles } from '../../scripts/lib/cache.ts';
import { run } from '../../scripts/lib/run.ts';
import { manifestName } from './publish.ts';

const emulator = join(import.meta.dirname, '../../node_modules/v86/build');

/** Seconds on an idle machine; one that is busy with other things gets its time. */
const upTimeoutMs = 120_000;

/** Resolves when dockerd answers; its socket is there a little after the link is. */
async function daemonIsUp(machine: Machine): Promise<void> {
  for (const deadline = Date.now() + upTimeoutMs; ;) {
    try {
      const connection = new HttpConnection(await machine.dial({ kind: 'unix', path: '/var/run/docker.sock' }));
      const answer = await readText(await connection.request({ method: 'GET', target: '/_ping' }));
      connection.close();
      if (answer === 'OK') return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface Snapshot {
  readonly path: string;
  readonly layers: SavedLayers;
}

/** A folder as the machine reads it: the manifest and, by their names in it, the files. */
async function layOut(directory: string, manifest: Manifest, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(directory);
  await writeFile(join(directory, manifestName), JSON.stringify(manifest));
  for (const [name, path] of files) await symlink(path, join(directory, name));
}

/**
 * Boots the machine, waits until its daemon is up and idle, and saves it: the file that a page load restores. It is made again when the
 * machine's files change, and when what boots and saves it does: this module with all that it imports, and the emulator.
 */
export async function buildSnapshot(manifest: Manifest, files: ReadonlyMap<string, string>): Promise<Snapshot> {
  const saver = [await bundleHash(import.meta.filename), await hashFiles(join(emulator, 'v86.wasm'), join(emulator, 'libv86.mjs'))];
  const result = await cached('snapshot', 'Snapshot: boot the guest and save it', [JSON.stringify(manifest), ...saver], async (into, note) => {
    note('booting');
    const directory = join(into, 'machine');
    await layOut(directory, manifest, files);
    const { machine, stop } = await startHeadless({ from: 'boot', directory });
    await daemonIsUp(machine);
    note('saving');
    const plain = join(into, 'snapshot.bin');
    const { state, layers } = await machine.save(true);
    await writeFile(plain, state);
    await writeFile(join(into, 'layers.json'), JSON.stringify(layers));
    await stop();
    note('compressing');
    await run('zstd', ['-q', '-19', plain, '-o', `${plain}.zst`]);
    await rm(plain);
    await rm(directory, { recursive: true });
  });
  const layers = JSON.parse(await readFile(join(result.path, 'layers.json'), 'utf8')) as SavedLayers;
  return { path: join(result.path, 'snapshot.bin.zst'), layers };
}
