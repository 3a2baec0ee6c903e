/** The directories of `RUN --mount=type=cache`: they outlive their builds. The rest of the classic builder's cache is images. */
import type { BuildCacheEntry } from '../../api/build-cache.ts';
import type { Sys } from '../../sys/sys.ts';
import type { CacheSharing } from '../../wire/dockerfile/mount.ts';

const root = '/var/lib/docker/buildcache';

const directoryOf = ({ hashing }: Sys, name: string): string => `${root}/${hashing.sha256(name).slice(0, 32)}`;

/** Who uses a directory at the moment: each resolves when it is done with it. */
const users = new Map<string, Set<Promise<void>>>();

const usersOf = (directory: string): ReadonlySet<Promise<void>> => users.get(directory) ?? new Set();

function use(directory: string): () => void {
  let leave!: () => void;
  const using = new Promise<void>((resolve) => (leave = resolve));
  users.set(directory, new Set([...usersOf(directory), using]));
  return () => {
    users.set(directory, new Set([...usersOf(directory)].filter((other) => other !== using)));
    leave();
  };
}

/** A private one is a directory that nobody uses now; a locked one is waited for. @throws Error when `cancelled` resolves first */
async function choose(sys: Sys, name: string, sharing: CacheSharing, cancelled: Promise<unknown>): Promise<string> {
  const directory = directoryOf(sys, name);
  if (sharing === 'private') {
    for (let i = 1, own = directory; ; i++, own = directoryOf(sys, `${name}#${i}`)) if (usersOf(own).size === 0) return own;
  }
  while (sharing === 'locked' && usersOf(directory).size > 0) {
    const isOver = await Promise.race([...[...usersOf(directory)].map((using) => using.then(() => false)), cancelled.then(() => true)]);
    if (isOver) throw new Error('Build cancelled');
  }
  return directory;
}

export interface CacheMount {
  readonly name: string;
  readonly sharing: CacheSharing;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface CacheDirectory {
  readonly directory: string;
  /** It was not there before. */
  readonly isNew: boolean;
  release(): void;
}

/** The directory of this name, made when it is new. @throws Error when `cancelled` resolves before it is free */
export async function takeCacheDirectory(sys: Sys, { name, sharing, mode, uid, gid }: CacheMount, cancelled: Promise<unknown>): Promise<CacheDirectory> {
  const { files } = sys;
  const directory = await choose(sys, name, sharing, cancelled);
  const release = use(directory);
  const isNew = !files.exists(directory);
  if (isNew) {
    files.mkdirAll(directory);
    files.chown(directory, uid, gid);
    files.chmod(directory, mode);
  }
  return { directory, isNew, release };
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
      const InUse = usersOf(directory).size > 0;
      return { ID, Type: 'exec.cachemount', Description: 'cached mount', InUse, Shared: false, Size, CreatedAt: time, LastUsedAt: time, UsageCount: 1 };
    });
}

/** `docker builder prune`: what a build uses at the moment stays. */
export function pruneCacheMounts(sys: Sys): { readonly CachesDeleted: readonly string[] | null; readonly SpaceReclaimed: number } {
  const entries = listCacheMounts(sys).filter(({ InUse }) => !InUse);
  for (const { ID } of entries) sys.files.removeAll(`${root}/${ID}`);
  return { CachesDeleted: entries.length > 0 ? entries.map(({ ID }) => ID) : null, SpaceReclaimed: entries.reduce((sum, { Size }) => sum + Size, 0) };
}
