/** The directories of `RUN --mount=type=cache`: they outlive their builds. The rest of the classic builder's cache is images. */
import type { BuildCacheEntry } from '../../api/build-cache.ts';
import type { Sys } from '../../sys/sys.ts';

const root = '/var/lib/docker/buildcache';

/** The directory of this name, made when it is new; `mode` is octal. */
export function cacheDirectory({ files, hashing }: Sys, name: string, mode: string): string {
  const directory = `${root}/${hashing.sha256(name).slice(0, 32)}`;
  if (!files.exists(directory)) {
    files.mkdirAll(directory);
    files.chmod(directory, parseInt(mode, 8));
  }
  return directory;
}

export function listCacheMounts({ files }: Sys): BuildCacheEntry[] {
  if (!files.exists(root)) return [];
  return files
    .readDir(root)
    .sort()
    .map((ID): BuildCacheEntry => {
      const directory = `${root}/${ID}`;
      const time = new Date(files.lstat(directory).mtimeMs).toISOString();
      const Size = files.treeSize(directory);
      return { ID, Type: 'exec.cachemount', Description: 'cached mount', InUse: false, Shared: false, Size, CreatedAt: time, LastUsedAt: time, UsageCount: 1 };
    });
}

/** `docker builder prune`. */
export function pruneCacheMounts(sys: Sys): { readonly CachesDeleted: readonly string[] | null; readonly SpaceReclaimed: number } {
  const entries = listCacheMounts(sys);
  sys.files.removeAll(root);
  return { CachesDeleted: entries.length > 0 ? entries.map(({ ID }) => ID) : null, SpaceReclaimed: entries.reduce((sum, { Size }) => sum + Size, 0) };
}
