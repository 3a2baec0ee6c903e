import { longestListing, type FileEntry, type FileListing } from '../../api/files.ts';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Files, Stat } from '../../sys/sys.ts';
import { checkDirectory } from './path.ts';

const kinds: Readonly<Record<number, FileEntry['kind']>> = { [S_IFDIR]: 'directory', [S_IFREG]: 'file', [S_IFLNK]: 'link' };

/** Whoever writes a file moves its time, and whoever replaces it its inode. */
export function versionOf({ inode, mtimeMs, size }: Stat): string {
  return `${inode}.${mtimeMs}.${size}`;
}

function entryOf(files: Files, path: string, name: string): FileEntry {
  const own = files.lstat(path);
  const kind = kinds[own.mode & S_IFMT] ?? 'other';
  const content = kind === 'link' && files.exists(path) ? files.stat(path) : own;
  return { name, kind, size: content.size, mode: content.mode & 0o7777, version: versionOf(content) };
}

/** @throws SysError */
export function listDirectory(files: Files, path: string): FileListing {
  const directory = checkDirectory(path);
  const names = files.readDir(directory).sort();
  const entries = names.slice(0, longestListing).flatMap((name) => {
    try {
      return [entryOf(files, `${directory === '/' ? '' : directory}/${name}`, name)];
    } catch {
      // It was removed since the directory was read.
      return [];
    }
  });
  return { entries, more: Math.max(0, names.length - longestListing) };
}
