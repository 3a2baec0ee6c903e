/** `lock.json`: which Debian packages each image is made of. A build uses these versions as long as the mirror has them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closureOf, fetchPinned, pinPackages, type DebianFile, type PackagePin } from '../../../scripts/lib/apt.ts';
import type { Recipe } from './recipe.ts';

const path = join(import.meta.dirname, '../lock.json');

export type Lock = Readonly<Record<string, readonly PackagePin[]>>;

export async function readLock(): Promise<Lock> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Lock;
}

export async function writeLock(lock: Lock): Promise<void> {
  await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
}

export async function resolvePins(recipe: Recipe): Promise<PackagePin[]> {
  if (recipe.packages.length === 0) return [];
  return pinPackages(recipe.withDependencies ? await closureOf(recipe.packages) : recipe.packages);
}

/** The locked packages, or today's when the mirror no longer has a locked one: Debian replaces packages in a stable release, too. */
export async function fetchLocked(recipe: Recipe, pins: readonly PackagePin[]): Promise<readonly DebianFile[]> {
  if (pins.length === 0) return [];
  try {
    return await fetchPinned(pins);
  } catch (error) {
    const today = await resolvePins(recipe);
    if (JSON.stringify(today) === JSON.stringify(pins)) throw error;
    console.log(`  The mirror has other versions now for ${recipe.name}: lock.json is brought up to date`);
    return fetchPinned(today);
  }
}
