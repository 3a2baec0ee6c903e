/** Lays the package source out: `public/packages/`, a Debian repository of static files. */
import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { guestArchive, type DebianFile, type PackagePin } from '../../scripts/lib/apt.ts';
import { cached, hashFiles } from '../../scripts/lib/cache.ts';
import { fetchLocked, readPins, writePins } from '../../scripts/lib/lock.ts';
import { debian } from '../library/debian/recipe.ts';
import { writeArchive } from './archive.ts';
import { packages } from './packages.ts';

const here = import.meta.dirname;
const lockPath = join(here, 'lock.json');
const suite = { name: 'trixie', architecture: 'i386' };
const releasePath = `dists/${suite.name}/Release`;
const output = join(here, '../../public/packages');

/** Everything that has to be there beyond what the `debian` image has. */
async function resolvePins(): Promise<PackagePin[]> {
  const installed = new Set(await guestArchive.closureOf(debian.packages));
  const needed = await guestArchive.closureOf([...debian.packages, ...packages]);
  return guestArchive.pinPackages(needed.filter((name) => !installed.has(name)));
}

function isComplete(pins: readonly PackagePin[]): boolean {
  const names = new Set(pins.map(({ name }) => name));
  return packages.every((name) => names.has(name));
}

async function write(files: readonly DebianFile[], directory: string): Promise<void> {
  await writeArchive(files, suite, new Date(), directory);
  await writePins(join(directory, 'lock.json'), { packages: files.map(({ name, version, sha256 }) => ({ name, version, sha256 })) });
}

/** The Release file has the digest of the list, which has those of the packages. */
const releaseOf = (directory: string): Promise<string | null> => readFile(join(directory, releasePath), 'utf8').catch(() => null);

/** Whoever serves the page meanwhile has the old files or the new ones. */
async function place(directory: string): Promise<void> {
  if ((await releaseOf(output)) === (await releaseOf(directory))) return;
  await cp(directory, `${output}.new`, { recursive: true });
  await rm(output, { recursive: true, force: true });
  await rename(`${output}.new`, output);
}

export async function buildPackages(): Promise<void> {
  const { packages: locked = [] } = await readPins(lockPath);
  const pins = isComplete(locked) ? locked : await resolvePins();
  const inputs = [JSON.stringify(pins), await hashFiles(join(here, 'archive.ts'))];
  const { path } = await cached('packages', 'Packages for apt: download', inputs, async (directory) => {
    const fetch = (wanted: readonly PackagePin[]): Promise<DebianFile[]> => guestArchive.fetchPinned(wanted);
    await write(await fetchLocked('packages', pins, resolvePins, fetch), directory);
  });
  await place(path);
  await writePins(lockPath, await readPins(join(path, 'lock.json')));
}

if (process.argv[1] === import.meta.filename) await buildPackages();
