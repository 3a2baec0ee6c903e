/** Builds the library images, and lays them out for the hub: `public/hub/index.json` and `public/hub/blobs/`. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath, indexPath, type HubIndex, type Repository } from '../../engine-wasm/registry/content.ts';
import { guestArchive, type PackagePin } from '../../scripts/lib/apt.ts';
import { cached, hashFiles } from '../../scripts/lib/cache.ts';
import { readPins, writePins } from '../../scripts/lib/lock.ts';
import { busybox } from './busybox/recipe.ts';
import { debian } from './debian/recipe.ts';
import { helloWorld } from './hello-world/recipe.ts';
import { httpd } from './httpd/recipe.ts';
import { writeImage } from './lib/image.ts';
import { fetchPackages, lockPath, resolvePins } from './lib/lock.ts';
import type { Recipe } from './lib/recipe.ts';
import { ingredientOf } from './lib/sbom.ts';
import { nginx } from './nginx/recipe.ts';
import { python } from './python/recipe.ts';
import { redis } from './redis/recipe.ts';
import { registry } from './registry/recipe.ts';
import { whoami } from './whoami/recipe.ts';

/** A base comes before what is built on it. */
const recipes = [helloWorld, busybox, debian, nginx, httpd, redis, python, registry, whoami];
const output = join(import.meta.dirname, '../../public/hub');
const here = import.meta.dirname;

interface Built {
  readonly directory: string;
  readonly key: string;
  readonly repository: Repository;
  readonly pins: readonly PackagePin[];
}

async function assemble(recipe: Recipe, pins: readonly PackagePin[], base: Built | undefined, directory: string, note: (text: string) => void): Promise<void> {
  note('packages');
  const below = base ? await guestArchive.fetchPinned(base.pins) : [];
  const packages = await fetchPackages(recipe, pins, base?.pins ?? []);
  note('layers');
  const content = await recipe.assemble(packages, below);
  const ingredients = await Promise.all([...below, ...packages].map(ingredientOf));
  const repository = await writeImage(recipe, content, ingredients, directory, base);
  const used = packages.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
  await writeFile(join(directory, 'image.json'), JSON.stringify({ repository, pins: used }));
}

async function buildRecipe(recipe: Recipe, locked: readonly PackagePin[] | undefined, base: Built | undefined): Promise<Built> {
  const pins = locked ?? (await resolvePins(recipe, base?.pins ?? []));
  const folders = [recipe.name, ...(recipe.base ? [recipe.base.name] : []), 'lib'].map((name) => join(here, name));
  const inputs = [JSON.stringify(pins), base?.key ?? '', await hashFiles(...folders)];
  const { path, key } = await cached(`image-${recipe.name}`, `Image ${recipe.name}: assemble`, inputs, (directory, note) =>
    assemble(recipe, pins, base, directory, note),
  );
  const made = JSON.parse(await readFile(join(path, 'image.json'), 'utf8')) as Pick<Built, 'repository' | 'pins'>;
  return { directory: path, key, ...made };
}

/** What is in none of the images any more goes. A base's layers are where the base is. */
async function place(built: readonly Built[], index: HubIndex): Promise<void> {
  await mkdir(output, { recursive: true });
  const wanted = new Set<string>();
  for (const { directory, repository } of built) {
    for (const path of Object.keys(repository.blobs).map(blobPath)) {
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
  for (const recipe of recipes) built.set(recipe.name, await buildRecipe(recipe, lock[recipe.name], recipe.base && built.get(recipe.base.name)));
  const repositories = Object.fromEntries([...built].map(([name, { repository }]) => [`library/${name}`, repository]));
  await place([...built.values()], { repositories });
  await writePins(lockPath, Object.fromEntries([...built].map(([name, { pins }]) => [name, pins])));
}

if (process.argv[1] === import.meta.filename) await buildLibrary();
