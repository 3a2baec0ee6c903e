import type { FileRequest } from '../../api/files.ts';
import { O_CREAT, O_EXCL, O_WRONLY, S_IFDIR, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Files, Stat, Sys } from '../../sys/sys.ts';
import type { BufferedReader } from '../../wire/buffered-reader.ts';
import { FileError } from './error.ts';
import { versionOf } from './list.ts';
import { checkPath, followLinks } from './path.ts';

type WriteRequest = FileRequest & { readonly do: 'write' };

/** @throws FileError ESTALE, EEXIST */
function check(path: string, expected: string | null | undefined, current: Stat | null): void {
  if (current && (current.mode & S_IFMT) !== S_IFREG)
    throw new FileError((current.mode & S_IFMT) === S_IFDIR ? 'EISDIR' : 'EINVAL', `${path} is not a regular file`);
  if (expected === undefined) return;
  if (expected === null && current) throw new FileError('EEXIST', `${path} is there already`);
  if (expected !== null && (!current || versionOf(current) !== expected))
    throw new FileError('ESTALE', current ? `${path} was changed in the machine` : `${path} was removed in the machine`);
}

const statOf = (files: Files, path: string): Stat | null => (files.exists(path) ? files.stat(path) : null);

/** @throws SysError (ENOSPC), FileError when the connection ends before `size` bytes came */
async function receive(files: Files, path: string, size: number, body: BufferedReader): Promise<void> {
  const fd = files.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644);
  try {
    for (let left = size; left > 0;) {
      const piece = await body.readSome(left);
      if (piece === null) throw new FileError('EIO', 'the connection ended before the file did');
      left -= piece.length;
      for (let at = 0; at < piece.length;) at += files.write(fd, piece.subarray(at));
    }
  } finally {
    files.close(fd);
  }
}

/** Through a file beside it and rename(2): a reader sees the old content or the new. Returns the version. @throws FileError or SysError */
export async function writeFile({ files, hashing }: Sys, { path, size, expected }: WriteRequest, body: BufferedReader): Promise<string> {
  const before = statOf(files, checkPath(path));
  check(path, expected, before);
  const target = before ? followLinks(files, path) : path;
  if (!before && path.lastIndexOf('/') > 0) files.mkdirAll(path.slice(0, path.lastIndexOf('/')));
  const temporary = target.replace(/[^/]*$/, `.drydock-${hashing.randomHex(4)}.tmp`);
  try {
    await receive(files, temporary, size, body);
    const current = statOf(files, path);
    check(path, expected, current);
    if (current) {
      files.chmod(temporary, current.mode & 0o7777);
      files.chown(temporary, current.uid, current.gid);
    }
    if (expected === null) files.renameNew(temporary, target);
    else files.rename(temporary, target);
  } catch (error) {
    if (files.exists(temporary)) files.unlink(temporary);
    throw error;
  }
  return versionOf(files.stat(target));
}
