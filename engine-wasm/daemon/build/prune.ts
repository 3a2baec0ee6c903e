/** `docker builder prune`: what RUN's cache mounts hold. The rest of the classic builder's cache is images, which go with `image prune`. */
import type { Sys } from '../../sys/sys.ts';
import { cacheRoot } from './run-mounts.ts';

export function pruneBuildCache({ files }: Sys): { readonly CachesDeleted: readonly string[] | null; readonly SpaceReclaimed: number } {
  if (!files.exists(cacheRoot)) return { CachesDeleted: null, SpaceReclaimed: 0 };
  const names = files.readDir(cacheRoot).sort();
  const bytes = files.treeSize(cacheRoot);
  files.removeAll(cacheRoot);
  return { CachesDeleted: names.length > 0 ? names : null, SpaceReclaimed: bytes };
}
