/** `lock.json`: which Debian packages each image is made of. */
import { join } from 'node:path';
import { guestArchive, type DebianFile, type PackagePin } from '../../../scripts/lib/apt.ts';
import { fetchLocked } from '../../../scripts/lib/lock.ts';
import type { Recipe } from './recipe.ts';

export const lockPath = join(import.meta.dirname, '../lock.json');

export async function resolvePins(recipe: Recipe): Promise<PackagePin[]> {
  if (recipe.packages.length === 0) return [];
  return guestArchive.pinPackages(recipe.withDependencies ? await guestArchive.closureOf(recipe.packages) : recipe.packages);
}

export function fetchPackages(recipe: Recipe, pins: readonly PackagePin[]): Promise<readonly DebianFile[]> {
  return fetchLocked(
    recipe.name,
    pins,
    () => resolvePins(recipe),
    (wanted) => guestArchive.fetchPinned(wanted),
  );
}
