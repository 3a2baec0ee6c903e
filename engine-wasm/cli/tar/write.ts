/** An archive of files of this machine, made as it is read. */
import { O_RDONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Stat, Sys } from '../../sys/sys.ts';
import type { Body } from '../../wire/http/message.ts';
import { endOfArchive, formatHeader, padding, type EntryType } from './header.ts';

/** What goes in: a path here, and its name in the archive. */
export interface Source {
  readonly path: string;
  readonly name: string;
}

const types: Readonly<Record<number, EntryType>> = { [S_IFREG]: 'file', [S_IFDIR]: 'directory', [S_IFLNK]: 'symlink' };

function headerOf({ files }: Sys, { path, name }: Source, stat: Stat, type: EntryType): Uint8Array {
  return formatHeader({
    name: type === 'directory' ? `${name}/` : name,
    type,
    mode: stat.mode & 0o7777,
    size: type === 'file' ? stat.size : 0,
    mtime: Math.floor(stat.mtimeMs / 1000),
    target: type === 'symlink' ? files.readLink(path) : '',
  });
}

async function* content(sys: Sys, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new FdStream(sys, sys.files.open(path, O_RDONLY));
  try {
    for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) yield bytes;
  } finally {
    stream.close();
  }
}

/** Sockets, pipes and devices are left out. */
async function* entries(sys: Sys, sources: Iterable<Source>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const source of sources) {
    const stat = sys.files.lstat(source.path);
    const type = types[stat.mode & S_IFMT];
    if (type === undefined) continue;
    yield headerOf(sys, source, stat, type);
    if (type !== 'file') continue;
    yield* content(sys, source.path);
    yield padding(stat.size);
  }
  yield endOfArchive();
}

export function bodyOf(parts: AsyncGenerator<Uint8Array, void, undefined>): Body {
  return {
    async read() {
      const { done, value } = await parts.next();
      return done ? null : value;
    },
  };
}

export const archiveOf = (sys: Sys, sources: Iterable<Source>): Body => bodyOf(entries(sys, sources));

/** A file or a whole tree, parents before what they hold. `enters` leaves out parts of it, by their names in the archive. */
export function* walk(
  sys: Sys,
  source: Source,
  takes: (name: string, isDirectory: boolean) => 'yes' | 'no' | 'inside' = () => 'yes',
): Generator<Source, void, undefined> {
  const isDirectory = (sys.files.lstat(source.path).mode & S_IFMT) === S_IFDIR;
  const taken = takes(source.name, isDirectory);
  if (taken === 'yes') yield source;
  if (taken === 'no' || !isDirectory) return;
  for (const name of sys.files.readDir(source.path).sort()) yield* walk(sys, { path: `${source.path}/${name}`, name: `${source.name}/${name}` }, takes);
}
