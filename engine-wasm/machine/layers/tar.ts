/** Entries of a tar archive in memory: POSIX ustar and pax (IEEE 1003.1-2001, "pax Interchange Format"), GNU long names and base-256 numbers. */

export interface TarEntry {
  readonly path: string;
  /** One character of the header: '0' file, '1' hard link, '2' symbolic link, '3' character device, '4' block device, '5' directory, '6' FIFO. */
  readonly type: string;
  /** Permission bits, 07777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly link: string;
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
  /** A view of the archive, not a copy. */
  readonly data: Uint8Array;
}

const block = 512;
const decoder = new TextDecoder();
const xattrKey = 'SCHILY.xattr.';

/** The archive ends or goes wrong in the middle of an entry; the text is what Docker prints. */
export class TarError extends Error {}

function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal text, or base 256 when the first bit is set (GNU). */
function number(header: Uint8Array, at: number, length: number): number {
  const first = header[at] as number;
  if ((first & 0x80) === 0) return parseInt(text(header, at, length).trim() || '0', 8);
  return header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, first & 0x3f);
}

function checksumFits(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  return sum === number(header, 148, 8);
}

/** pax records, "LENGTH KEY=VALUE\n"; values are bytes, for extended attributes are. */
function paxRecords(bytes: Uint8Array): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = Number(decoder.decode(bytes.subarray(at, space)));
    const equals = bytes.indexOf(61, space);
    if (!(length > 0) || space < 0 || equals < 0 || at + length > bytes.length) throw new TarError('archive/tar: invalid tar header');
    records.set(decoder.decode(bytes.subarray(space + 1, equals)), bytes.subarray(equals + 1, at + length - 1));
    at += length;
  }
  return records;
}

interface Extension {
  readonly path?: string;
  readonly link?: string;
  readonly pax?: ReadonlyMap<string, Uint8Array>;
}

function entryOf(header: Uint8Array, data: Uint8Array, { path, link, pax }: Extension): TarEntry {
  const paxText = (key: string): string | undefined => {
    const value = pax?.get(key);
    return value && decoder.decode(value);
  };
  const paxNumber = (key: string): number | undefined => {
    const value = paxText(key);
    return value === undefined ? undefined : Math.floor(Number(value));
  };
  const isUstar = text(header, 257, 6) === 'ustar';
  const prefix = isUstar ? text(header, 345, 155) : '';
  const xattrs = [...(pax ?? [])].filter(([key]) => key.startsWith(xattrKey)).map(([key, value]) => [key.slice(xattrKey.length), value] as const);
  return {
    path: paxText('path') ?? path ?? (prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100)),
    type: header[156] ? String.fromCharCode(header[156]) : '0',
    mode: number(header, 100, 8) & 0o7777,
    uid: paxNumber('uid') ?? number(header, 108, 8),
    gid: paxNumber('gid') ?? number(header, 116, 8),
    mtime: paxNumber('mtime') ?? number(header, 136, 12),
    link: paxText('linkpath') ?? link ?? text(header, 157, 100),
    xattrs: new Map(xattrs),
    data,
  };
}

/** @throws TarError */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  let extension: Extension = {};
  for (let at = 0; at < archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header.length < block) throw new TarError('unexpected EOF');
    if (header[0] === 0 && header[148] === 0) return;
    if (!checksumFits(header)) throw new TarError('archive/tar: invalid tar header');
    const type = String.fromCharCode(header[156] as number);
    const paxSize = extension.pax?.get('size');
    const size = paxSize && !'xgLK'.includes(type) ? Number(decoder.decode(paxSize)) : number(header, 124, 12);
    const data = archive.subarray(at + block, at + block + size);
    if (data.length < size) throw new TarError('unexpected EOF');
    at += block + Math.ceil(size / block) * block;
    if (type === 'x') extension = { ...extension, pax: paxRecords(data) };
    else if (type === 'L') extension = { ...extension, path: text(data, 0, size) };
    else if (type === 'K') extension = { ...extension, link: text(data, 0, size) };
    else if (type !== 'g') {
      yield entryOf(header, data, extension);
      extension = {};
    }
  }
}
