/** Builds the library images, and lays them out for the hub: `public/hub/index.json` and `public/hub/blobs/`. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath, indexPath, type HubIndex, type Repository } from '../../engine-wasm/registry/content.ts';
import { cached, hashFiles } from '../../scripts/lib/cache.ts';
import type { PackagePin } from '../../scripts/lib/apt.ts';
import { readPins, writePins } from '../../scripts/lib/lock.ts';
import { busybox } from './busybox/recipe.ts';
import { debian } from './debian/recipe.ts';
import { helloWorld } from './hello-world/recipe.ts';
import { writeImage } from './lib/image.ts';
import { fetchPackages, lockPath, resolvePins } from './lib/lock.ts';
import type { Recipe } from './lib/recipe.ts';

const recipes = [helloWorld, busybox, debian];
const output = join(import.meta.dirname, '../../public/hub');
const here = import.meta.dirname;

interface Built {
  readonly directory: string;
  readonly repository: Repository;
  readonly pins: readonly PackagePin[];
}

async function buildRecipe(recipe: Recipe, locked: readonly PackagePin[] | undefined): Promise<Built> {
  const pins = locked ?? (await resolvePins(recipe));
  const inputs = [JSON.stringify(pins), await hashFiles(join(here, recipe.name), join(here, 'lib'))];
  const { path } = await cached(`image-${recipe.name}`, `Image ${recipe.name}: assemble`, inputs, async (directory, note) => {
    note('packages');
    const packages = await fetchPackages(recipe, pins);
    note('layers');
    const repository = await writeImage(recipe, await recipe.assemble(packages), directory);
    const used = packages.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
    await writeFile(join(directory, 'image.json'), JSON.stringify({ repository, pins: used }));
  });
  const built = JSON.parse(await readFile(join(path, 'image.json'), 'utf8')) as Omit<Built, 'directory'>;
  return { directory: path, ...built };
}

async function place(built: readonly Built[], index: HubIndex): Promise<void> {
  await mkdir(output, { recursive: true });
  const wanted = new Set<string>();
  for (const { directory, repository } of built) {
    for (const digest of Object.keys(repository.blobs)) {
      const path = blobPath(digest);
      wanted.add(path);
      if (existsSync(join(output, path))) continue;
      await mkdir(dirname(join(output, path)), { recursive: true });
      await copyFile(join(directory, path), join(output, path));
    }
  }
  await writeFile(join(output, indexPath), JSON.stringify(index));
  const kept = await readdir(output, { recursive: true, withFileTypes: true });
  for (const entry of kept) {
    const path = join(entry.parentPath, entry.name).slice(output.length + 1);
    if (entry.isFile() && path !== indexPath && !wanted.has(path)) await rm(join(output, path));
  }
}

export async function buildLibrary(): Promise<void> {
  const lock = await readPins(lockPath);
  const built = new Map<string, Built>();
  for (const recipe of recipes) built.set(recipe.name, await buildRecipe(recipe, lock[recipe.name]));
  const repositories = Object.fromEntries([...built].map(([name, { repository }]) => [`library/${name}`, repository]));
  await place([...built.values()], { repositories });
  await writePins(lockPath, Object.fromEntries([...built].map(([name, { pins }]) => [name, pins])));
}

if (process.argv[1] === import.meta.filename) await buildLibrary();
