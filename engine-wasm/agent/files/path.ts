import type { Files } from '../../sys/sys.ts';
import { O_RDONLY } from '../../sys/constants.ts';
import { FileError } from './error.ts';

/** Absolute, without `.`, `..` and empty parts; the root itself is no file. @throws FileError EINVAL */
export function checkPath(path: string): string {
  const [first, ...parts] = path.split('/');
  if (first !== '' || parts.length === 0 || path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new FileError('EINVAL', `not a path of a file: ${JSON.stringify(path)}`);
  return path;
}

/** The root is a directory like any other. @throws FileError EINVAL */
export function checkDirectory(path: string): string {
  return path === '/' ? path : checkPath(path);
}

/** Where the symbolic links of a file that exists lead. @throws SysError */
export function followLinks(files: Files, path: string): string {
  const fd = files.open(path, O_RDONLY);
  try {
    return files.readLink(`/proc/self/fd/${fd}`);
  } finally {
    files.close(fd);
  }
}
