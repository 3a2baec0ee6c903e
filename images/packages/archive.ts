/** A Debian repository of one suite and one component (https://wiki.debian.org/DebianRepository/Format). */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageIndexPath, type PackageIndex } from '../../engine-wasm/machine/packages/packages.ts';
import type { DebianFile } from '../../scripts/lib/apt.ts';
import { run } from '../../scripts/lib/run.ts';

export interface Suite {
  readonly name: string;
  readonly architecture: string;
}

interface Listed {
  /** As in Debian's pool, where file names have no epoch. */
  readonly path: string;
  readonly size: number;
  /** The package's own control fields, and where its archive is. */
  readonly stanza: string;
}

async function list({ path: source, name, version, sha256 }: DebianFile): Promise<Listed> {
  const control = (await run('dpkg-deb', ['--field', source])).trim();
  const architecture = /^Architecture: (\S+)$/m.exec(control)?.[1] ?? '';
  const path = `pool/main/${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`;
  const { size } = await stat(source);
  return { path, size, stanza: `${control}\nFilename: ${path}\nSize: ${size}\nSHA256: ${sha256}\n` };
}

function releaseFile({ name, architecture }: Suite, date: Date, indices: ReadonlyMap<string, Buffer>): string {
  const sums = [...indices].map(([path, bytes]) => ` ${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${path}`);
  return [
    'Origin: Debian',
    'Label: Drydock',
    `Suite: ${name}`,
    `Codename: ${name}`,
    `Date: ${date.toUTCString()}`,
    `Architectures: ${architecture}`,
    'Components: main',
    'SHA256:',
    ...sums,
    '',
  ].join('\n');
}

/** Writes the repository of `files` into a directory, and a list of what is in it. `date` stands in its Release file. */
export async function writeArchive(files: readonly DebianFile[], suite: Suite, date: Date, directory: string): Promise<void> {
  const index: Record<string, number> = {};
  const write = async (path: string, content: string | Buffer): Promise<void> => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
    index[path] = Buffer.byteLength(content);
  };
  await mkdir(join(directory, 'pool/main'), { recursive: true });
  const stanzas: string[] = [];
  for (const file of files) {
    const { path, size, stanza } = await list(file);
    await copyFile(file.path, join(directory, path));
    index[path] = size;
    stanzas.push(stanza);
  }
  const packages = Buffer.from(stanzas.join('\n'));
  const folder = `main/binary-${suite.architecture}`;
  const indices = new Map([
    [`${folder}/Packages`, packages],
    [`${folder}/Packages.gz`, gzipSync(packages, { level: 9 })],
  ]);
  for (const [path, bytes] of indices) await write(`dists/${suite.name}/${path}`, bytes);
  await write(`dists/${suite.name}/Release`, releaseFile(suite, date, indices));
  await writeFile(join(directory, packageIndexPath), JSON.stringify(index satisfies PackageIndex));
}
