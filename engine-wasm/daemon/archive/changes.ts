/** `docker diff`: what a container's upper directory has that its layers have not. */
import { S_IFDIR, S_IFMT } from '../../sys/constants.ts';
import type { Stat, Sys } from '../../sys/sys.ts';
import { overlayOf, type Container } from '../containers/container.ts';
import { listTree } from './list-tree.ts';

/** 0 changed, 1 added, 2 deleted (Docker's ChangeType). */
export interface Change {
  readonly Path: string;
  readonly Kind: 0 | 1 | 2;
}

const opaque = '.wh..wh..opq';

function lowerStat({ files }: Sys, lowerDirs: readonly string[], path: string): Stat | null {
  const found = lowerDirs.find((directory) => files.exists(`${directory}${path}`));
  return found === undefined ? null : files.lstat(`${found}${path}`);
}

/** A directory that is in the upper one only because of what lies below it. */
function isUntouched(here: Stat, below: Stat): boolean {
  const bothDirectories = (here.mode & S_IFMT) === S_IFDIR && (below.mode & S_IFMT) === S_IFDIR;
  return bothDirectories && here.mode === below.mode && here.mtimeMs === below.mtimeMs;
}

/** Sorted by path. */
export async function changesOf(sys: Sys, container: Container): Promise<readonly Change[] | null> {
  const upper = `${overlayOf(container)}/diff`;
  const names = await listTree(sys, { root: upper, steps: [] }, 'overlay');
  const replaced = new Set(names.filter((name) => name.endsWith(`/${opaque}`)).map((name) => `/${name.slice(0, -opaque.length)}`));
  const isReplaced = (path: string): boolean => [...replaced].some((directory) => `${path}/`.startsWith(directory));
  const changes: Change[] = [];
  for (const name of names) {
    const slash = name.lastIndexOf('/') + 1;
    if (name.startsWith('.wh.', slash)) {
      if (name.slice(slash) !== opaque) changes.push({ Path: `/${name.slice(0, slash)}${name.slice(slash + 4)}`, Kind: 2 });
      continue;
    }
    const path = `/${name}`;
    const below = isReplaced(path) ? null : lowerStat(sys, container.lowerDirs, path);
    if (!below) changes.push({ Path: path, Kind: 1 });
    else if (!isUntouched(sys.files.lstat(`${upper}${path}`), below)) changes.push({ Path: path, Kind: 0 });
  }
  return changes.length > 0 ? withParents(changes) : null;
}

/** Directories on the way to a change count as changed. */
function withParents(changes: readonly Change[]): readonly Change[] {
  const kinds = new Map(changes.map(({ Path, Kind }) => [Path, Kind]));
  for (const { Path } of changes) {
    for (let slash = Path.lastIndexOf('/'); slash > 0; slash = Path.lastIndexOf('/', slash - 1)) {
      const parent = Path.slice(0, slash);
      if (!kinds.has(parent)) kinds.set(parent, 0);
    }
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([Path, Kind]) => ({ Path, Kind }));
}
