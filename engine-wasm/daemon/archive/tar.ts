/** Small entries of a tar archive, made here: what is large is written by programs in C. POSIX.1-2017, "ustar Interchange Format". */
const blockBytes = 512;
const encoder = new TextEncoder();

export interface TarEntry {
  /** At most 100 bytes; a directory's ends in a slash. */
  readonly name: string;
  /** Bytes of content that follow. */
  readonly size: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

export function tarHeader({ name, size, mode = 0o644, uid = 0, gid = 0, mtime }: TarEntry): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const put = (at: number, text: string): void => block.set(encoder.encode(text), at);
  put(0, name);
  put(100, octal(mode, 8) + octal(uid, 8) + octal(gid, 8) + octal(size, 12) + octal(mtime, 12));
  put(148, ' '.repeat(8));
  put(156, name.endsWith('/') ? '5' : '0');
  put(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** The zeros after so many bytes of content. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockBytes - (size % blockBytes)) % blockBytes);
}

export const tarEnd = new Uint8Array(2 * blockBytes);
