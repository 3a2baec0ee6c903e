/** A file system as a list of tar entries: owners and modes are as said here, whoever runs the build. */
import type { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';

export interface Entry {
  readonly type: 'file' | 'directory' | 'symlink' | 'link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  /** Of files. */
  readonly content?: Buffer;
  /** What a symbolic link says; the path (without a leading slash) that a hard link shares its file with. */
  readonly target?: string;
}

export interface Attributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const kinds: Readonly<Partial<Record<Header['type'], Entry['type']>>> = { file: 'file', directory: 'directory', symlink: 'symlink', link: 'link' };

/** `./usr/bin/`, `/usr/bin` and `usr/bin` are one path; the root is the empty one. */
function normal(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/$/, '');
}

export class Tree {
  readonly entries = new Map<string, Entry>();
  /** Of what is added by hand, seconds since the epoch; advances with what is added from archives, so that it is reproducible. */
  newest = 0;

  directory(path: string, { mode = 0o755, uid = 0, gid = 0 }: Attributes = {}): void {
    this.entries.set(normal(path), { type: 'directory', mode, uid, gid, mtime: this.newest });
  }

  file(path: string, content: string | Buffer, { mode = 0o644, uid = 0, gid = 0 }: Attributes = {}): void {
    this.entries.set(normal(path), { type: 'file', mode, uid, gid, mtime: this.newest, content: Buffer.from(content) });
  }

  symlink(path: string, target: string): void {
    this.entries.set(normal(path), { type: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: this.newest, target });
  }

  hardLink(path: string, target: string): void {
    this.entries.set(normal(path), { type: 'link', mode: 0o755, uid: 0, gid: 0, mtime: this.newest, target: normal(target) });
  }

  /** The content of a file. @throws when there is none */
  read(path: string): Buffer {
    const content = this.entries.get(normal(path))?.content;
    if (!content) throw new Error(`no file ${path} in the image`);
    return content;
  }

  remove(unwanted: (path: string) => boolean): void {
    for (const path of this.entries.keys()) if (unwanted(path)) this.entries.delete(path);
  }

  /** Takes a tar archive's entries over; `rename` puts them elsewhere, or leaves them out with `null`. Returns the paths. */
  async addArchive(archive: Readable, rename: (path: string) => string | null = (path) => path): Promise<string[]> {
    const added: string[] = [];
    const reader = archive.pipe(extract());
    for await (const entry of reader) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      const path = rename(normal(entry.header.name));
      if (path === null) continue;
      added.push(path);
      this.#add(path, entry.header, Buffer.concat(chunks));
    }
    return added;
  }

  #add(path: string, header: Header, content: Buffer): void {
    const type = kinds[header.type];
    if (!type) throw new Error(`${path}: a ${header.type} in a package`);
    const mtime = Math.floor(header.mtime.getTime() / 1000);
    this.newest = Math.max(this.newest, mtime);
    const target = type === 'symlink' ? header.linkname : type === 'link' ? normal(header.linkname) : undefined;
    this.entries.set(path, {
      type,
      mode: header.mode & 0o7777,
      uid: header.uid,
      gid: header.gid,
      mtime,
      ...(type === 'file' && { content }),
      ...(typeof target === 'string' && { target }),
    });
  }
}
