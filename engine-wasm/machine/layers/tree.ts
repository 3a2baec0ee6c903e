/** A layer's files as overlayfs wants a lower directory to be (Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories"). */
import { readTar, TarError, type TarEntry } from './tar.ts';

export const fileType = { directory: 0o040000, file: 0o100000, symlink: 0o120000, character: 0o020000, fifo: 0o010000 } as const;

export interface Node {
  /** Of its layer; the root has 0. */
  readonly inode: number;
  /** File type and permissions, as in stat(2). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly xattrs: Map<string, Uint8Array>;
  /** A file's content or a symbolic link's target. */
  readonly data: Uint8Array;
  readonly children: Map<string, Node>;
  links: number;
}

export interface Tree {
  readonly root: Node;
  /** Bytes of its files. */
  readonly size: number;
  /** The archive that it was made of, which its files are views of. */
  readonly archive: Uint8Array;
}

const whiteout = '.wh.';
const opaqueMarker = '.wh..wh..opq';
const nothing = new Uint8Array(0);
const encoder = new TextEncoder();

const types: Readonly<Record<string, number>> = {
  '0': fileType.file,
  '7': fileType.file,
  '2': fileType.symlink,
  '5': fileType.directory,
  '6': fileType.fifo,
};

export const isDirectory = ({ mode }: Node): boolean => (mode & 0o170000) === fileType.directory;

/** Empty and "." components say nothing. A ".." that would lead out of the layer is refused, as Docker does. */
function components(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new TarError(`invalid path "${path}" in the layer`);
  return parts;
}

class TreeBuilder {
  readonly root: Node;
  size = 0;
  #inodes = 0;

  constructor() {
    this.root = this.#make({ mode: fileType.directory | 0o755 });
  }

  add(entry: TarEntry): void {
    const parts = components(entry.path);
    const name = parts.pop();
    if (name === undefined) {
      Object.assign(this.root, { mode: fileType.directory | entry.mode, uid: entry.uid, gid: entry.gid, mtime: entry.mtime });
      return;
    }
    const parent = this.#directory(parts);
    if (name.startsWith(whiteout)) this.#hide(parent, name);
    else if (entry.type === '1') this.#link(parent, name, entry);
    else this.#enter(parent, name, entry);
  }

  #make(values: Partial<Node>): Node {
    const node = {
      inode: this.#inodes++,
      mode: 0,
      uid: 0,
      gid: 0,
      mtime: 0,
      xattrs: new Map(),
      data: nothing,
      children: new Map(),
      links: 1,
    };
    return Object.assign(node, values);
  }

  #find(parts: readonly string[]): Node | undefined {
    return parts.reduce<Node | undefined>((node, part) => node?.children.get(part), this.root);
  }

  /** Directories that an archive leaves out are made, as unpacking it would. */
  #directory(parts: readonly string[]): Node {
    let node = this.root;
    for (const part of parts) {
      const next = node.children.get(part) ?? this.#make({ mode: fileType.directory | 0o755 });
      if (!isDirectory(next)) throw new TarError(`mkdir /${parts.join('/')}: not a directory`);
      node.children.set(part, next);
      node = next;
    }
    return node;
  }

  #hide(parent: Node, name: string): void {
    if (name === opaqueMarker) parent.xattrs.set('trusted.overlay.opaque', encoder.encode('y'));
    else if (!name.startsWith('.wh..wh.')) parent.children.set(name.slice(whiteout.length), this.#make({ mode: fileType.character }));
  }

  #link(parent: Node, name: string, { link }: TarEntry): void {
    const target = this.#find(components(link));
    if (!target || isDirectory(target)) throw new TarError(`link /${link}: no such file or directory`);
    target.links++;
    parent.children.set(name, target);
  }

  #enter(parent: Node, name: string, entry: TarEntry): void {
    if (entry.type === '3' || entry.type === '4') throw new TarError(`the device "${entry.path}" in the layer is refused`);
    const type = types[entry.type];
    if (type === undefined) throw new TarError(`unhandled tar header type ${entry.type}`);
    const { uid, gid, mtime } = entry;
    const data = type === fileType.symlink ? encoder.encode(entry.link) : type === fileType.file ? entry.data : nothing;
    const values = { mode: type | (type === fileType.symlink ? 0o777 : entry.mode), uid, gid, mtime, xattrs: new Map(entry.xattrs), data };
    const old = parent.children.get(name);
    if (type === fileType.file) this.size += data.length;
    if (old && type === fileType.directory && isDirectory(old)) Object.assign(old, values);
    else parent.children.set(name, this.#make(values));
  }
}

/** @throws TarError */
export function treeOf(archive: Uint8Array): Tree {
  const builder = new TreeBuilder();
  for (const entry of readTar(archive)) builder.add(entry);
  return { root: builder.root, size: builder.size, archive };
}
