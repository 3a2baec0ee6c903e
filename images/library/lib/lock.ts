/** `lock.json`: which Debian packages each image is made of. */
import { join } from 'node:path';
import { guestArchive, type DebianFile, type PackagePin } from '../../../scripts/lib/apt.ts';
import { fetchLocked } from '../../../scripts/lib/lock.ts';
import type { Recipe } from './recipe.ts';

export const lockPath = join(import.meta.dirname, '../lock.json');

/** `below` are the packages that the recipe's base has. */
export async function resolvePins(recipe: Recipe, below: readonly PackagePin[]): Promise<PackagePin[]> {
  if (recipe.packages.length === 0) return [];
  const asked = [...(recipe.base?.packages ?? []), ...recipe.packages];
  const needed = recipe.withDependencies ? await guestArchive.closureOf(asked) : asked;
  const unwanted = new Set([...below.map(({ name }) => name), ...(recipe.without ?? [])]);
  return guestArchive.pinPackages(needed.filter((name) => !unwanted.has(name)));
}

export function fetchPackages(recipe: Recipe, pins: readonly PackagePin[], below: readonly PackagePin[]): Promise<readonly DebianFile[]> {
  return fetchLocked(
    recipe.name,
    pins,
    () => resolvePins(recipe, below),
    (wanted) => guestArchive.fetchPinned(wanted),
  );
}
