/** Files and directories that were made only to mount on: a layer does not have them. */
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Files, Stat } from '../../sys/sys.ts';
import { cleanPath } from '../archive/path-name.ts';

const longestChain = 40;

function statOf(files: Files, path: string): Stat | null {
  try {
    return files.lstat(path);
  } catch {
    return null;
  }
}

const kindOf = ({ mode }: Stat): number => mode & S_IFMT;

/** A path with its links followed, as the topmost of some layers has each; what is in none stays as it is. */
function resolveInLayers(files: Files, layers: readonly string[], path: string): string {
  const left = path.split('/');
  let at = '';
  for (let links = 0; left.length > 0;) {
    const here = cleanPath(`${at}/${left.shift() as string}`);
    const layer = layers.find((candidate) => statOf(files, candidate + here) !== null);
    const stat = layer === undefined ? null : statOf(files, layer + here);
    if (layer === undefined || stat === null || kindOf(stat) !== S_IFLNK || ++links > longestChain) at = here;
    else {
      const target = files.readLink(layer + here);
      if (target.startsWith('/')) at = '';
      left.unshift(...target.split('/'));
    }
  }
  return at;
}

/** Takes one away that is empty and that no layer below needs; false: it stays, and so do its parents. */
function removeOne(files: Files, upper: string, lowers: readonly string[], path: string): boolean {
  const own = statOf(files, upper + path);
  if (own === null) return false;
  const below = lowers.map((layer) => statOf(files, layer + path)).find((stat) => stat !== null);
  if (kindOf(own) === S_IFREG && own.size === 0 && below === undefined) {
    files.unlink(upper + path);
    return true;
  }
  if (kindOf(own) !== S_IFDIR || files.readDir(upper + path).length > 0) return false;
  // A directory that is there below was copied up for what was made in it.
  const isSame = below === undefined || (below.mode === own.mode && below.uid === own.uid && below.gid === own.gid);
  if (!isSame || files.attribute(upper + path, 'trusted.overlay.opaque') === 'y') return false;
  files.rmdir(upper + path);
  return true;
}

/** `upper` is what a container changed, `lowers` its layers, topmost first. */
export function removeMountPoint(files: Files, upper: string, lowers: readonly string[], target: string): void {
  let path = resolveInLayers(files, [upper, ...lowers], target);
  while (path !== '/' && removeOne(files, upper, lowers, path)) path = cleanPath(`${path}/..`);
}
