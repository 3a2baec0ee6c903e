/** Puts the guest's files where the page and the headless machine look for them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestFile, Manifest } from '../../engine-wasm/machine/manifest.ts';

export const manifestName = 'manifest.json';

/** A file is named after its content: sets of files can lie beside each other, and a browser may keep a file for ever. */
export async function describeFile(path: string, name: string): Promise<GuestFile> {
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [stem, ...extensions] = name.split('.');
  return { name: [`${stem}-${sha256.slice(0, 12)}`, ...extensions].join('.'), size: bytes.length, sha256 };
}

function filesOf(manifest: Manifest): GuestFile[] {
  const { bios, vgaBios, kernel, initrd, snapshot } = manifest;
  return [bios, vgaBios, kernel, initrd, ...(snapshot ? [snapshot] : [])];
}

async function publishedManifest(output: string): Promise<Manifest | null> {
  const text = await readFile(join(output, manifestName), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Manifest);
}

/** Copies to a name of its own first: nobody sees a part of a file. */
async function place(output: string, name: string, write: (path: string) => Promise<void>): Promise<void> {
  const partial = join(output, `.${name}.${process.pid}`);
  await write(partial);
  await rename(partial, join(output, name));
}

/**
 * Makes `output` hold `manifest` and its files. Who reads the folder meanwhile, a server or a test, sees the old set or the new one: files come before
 * the manifest that names them, and those of the set before stay for readers that have its manifest already.
 */
export async function publish(output: string, manifest: Manifest, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(output, { recursive: true });
  const before = await publishedManifest(output);
  for (const { name } of filesOf(manifest)) {
    if (!existsSync(join(output, name))) await place(output, name, (path) => copyFile(files.get(name) as string, path));
  }
  if (JSON.stringify(before) === JSON.stringify(manifest)) return;
  await place(output, manifestName, (path) => writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`));
  const kept = new Set([manifestName, ...[manifest, ...(before ? [before] : [])].flatMap(filesOf).map(({ name }) => name)]);
  for (const name of await readdir(output)) if (!kept.has(name)) await rm(join(output, name), { recursive: true });
}
