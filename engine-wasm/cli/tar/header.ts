/** A header of a tar archive: POSIX ustar, with a pax record before it where a name is longer than its field. */
const blockSize = 512;
const encoder = new TextEncoder();

export type EntryType = 'file' | 'directory' | 'symlink';

export interface TarEntry {
  /** Without a slash at the beginning; a directory's has one at its end. */
  readonly name: string;
  readonly type: EntryType;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes; 0 but for files. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly target: string;
}

const typeFlags: Readonly<Record<EntryType | 'pax', string>> = { file: '0', symlink: '2', directory: '5', pax: 'x' };

function block(name: string, mode: number, size: number, mtime: number, flag: string, target: string): Uint8Array {
  const bytes = new Uint8Array(blockSize);
  const put = (text: string, at: number, length: number): void => bytes.set(encoder.encode(text).subarray(0, length), at);
  const octal = (value: number, at: number, digits: number): void => put(value.toString(8).padStart(digits, '0'), at, digits);
  put(name, 0, 100);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(mtime, 136, 11);
  put('        ', 148, 8);
  put(flag, 156, 1);
  put(target, 157, 100);
  put('ustar\x0000', 257, 8);
  octal(
    bytes.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  bytes[154] = 0;
  return bytes;
}

/** What fills an archive's part of this size up to whole blocks. */
export const padding = (size: number): Uint8Array => new Uint8Array((blockSize - (size % blockSize)) % blockSize);

/** `LENGTH key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = encoder.encode(rest).length;
  const digits = String(length + String(length).length).length;
  return `${length + digits}${rest}`;
}

export function formatHeader({ name, type, mode, size, mtime, target }: TarEntry): Uint8Array {
  const isLong = (text: string): boolean => encoder.encode(text).length > 100;
  const records = (isLong(name) ? paxRecord('path', name) : '') + (isLong(target) ? paxRecord('linkpath', target) : '');
  const header = block(name, mode, size, mtime, typeFlags[type], target);
  if (records === '') return header;
  const body = encoder.encode(records);
  const parts = [block('PaxHeaders/0', 0o644, body.length, mtime, typeFlags.pax, ''), body, padding(body.length), header];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Two empty blocks. */
export const endOfArchive = (): Uint8Array => new Uint8Array(2 * blockSize);
