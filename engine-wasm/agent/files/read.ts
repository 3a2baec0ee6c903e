import { O_NONBLOCK, O_RDONLY, S_IFDIR, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Fd, Files } from '../../sys/sys.ts';
import { FileError } from './error.ts';
import { versionOf } from './list.ts';
import { checkPath } from './path.ts';

const pieceBytes = 32 * 1024;

export interface OpenedFile {
  readonly size: number;
  readonly version: string;
  /** As many bytes as `size` says. @throws FileError EIO */
  readonly pieces: Generator<Uint8Array, void, undefined>;
}

function* piecesOf(files: Files, fd: Fd, size: number): Generator<Uint8Array, void, undefined> {
  try {
    for (let left = size; left > 0;) {
      const piece = new Uint8Array(Math.min(left, pieceBytes));
      const got = files.read(fd, piece);
      if (got === 0) throw new FileError('EIO', 'the file became shorter while it was read');
      left -= got;
      yield piece.subarray(0, got);
    }
  } finally {
    files.close(fd);
  }
}

/** @throws FileError or SysError */
export function openFile(files: Files, path: string, limit: number): OpenedFile {
  const stat = files.stat(checkPath(path));
  const kind = stat.mode & S_IFMT;
  if (kind === S_IFDIR) throw new FileError('EISDIR', `${path} is a directory`);
  // Devices and pipes have no end, or none that comes by itself.
  if (kind !== S_IFREG) throw new FileError('EINVAL', `${path} is not a regular file`);
  if (stat.size > limit) throw new FileError('EFBIG', `${path} has ${stat.size} bytes`);
  const fd = files.open(path, O_RDONLY | O_NONBLOCK);
  return { size: stat.size, version: versionOf(stat), pieces: piecesOf(files, fd, stat.size) };
}
