/**
 * A file server for the guest: 9P2000.L, the dialect that Linux mounts (Documentation/filesystems/9p.rst, and the protocol's own
 * description of its messages). One directory for each layer, named by its diff id, to read from, and one with the uploads, which are written once.
 */
import { fileType, isDirectory, type Node } from './tree.ts';
import { uploadsName, type Uploads } from './uploads.ts';

/** Where the server's files come from. */
export interface Layers {
  /** Names of the layers that can be asked for. */
  names(): readonly string[];
  /** Number of the layer, the same for as long as the machine lives; undefined when there is none of the name. */
  ordinal(name: string): number | undefined;
  /** The layer's root. @throws Error when its bytes cannot be had any more */
  root(name: string): Promise<Node>;
}

/** A guest's handle on a file: what a snapshot of the machine keeps of the server. */
export interface Fid {
  readonly id: number;
  /** Components; the first is the layer. None: the server's root. */
  readonly path: readonly string[];
}

const message = {
  lerror: 6,
  statfs: 8,
  lopen: 12,
  readlink: 22,
  getattr: 24,
  xattrwalk: 30,
  readdir: 40,
  fsync: 50,
  version: 100,
  attach: 104,
  flush: 108,
  walk: 110,
  read: 116,
  write: 118,
  clunk: 120,
} as const;

const errno = { ENOENT: 2, EIO: 5, EBADF: 9, ENOTDIR: 20, EROFS: 30, ENODATA: 61, EOPNOTSUPP: 95 } as const;

const headerBytes = 7;
const qidType = { directory: 0x80, symlink: 0x02, file: 0 } as const;
/** v9fs: `V9FS_MAGIC`. */
const magic = 0x01021997;
const blockBytes = 4096;
/** Inodes of a layer count within its share of the numbers. */
const inodesPerLayer = 2 ** 32;
/** More layers than this have no numbers left. */
const uploadsOrdinal = 2 ** 20;

class Refused extends Error {
  readonly errno: number;
  constructor(number: number) {
    super(`errno ${number}`);
    this.errno = number;
  }
}

class Reader {
  readonly #view: DataView;
  #at = headerBytes;

  constructor(request: Uint8Array) {
    this.#view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  u64(): number {
    this.#at += 8;
    return Number(this.#view.getBigUint64(this.#at - 8, true));
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at, length);
    this.#at += length;
    return bytes;
  }

  string(): string {
    return new TextDecoder().decode(this.bytes(this.u16()));
  }
}

class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at: number = headerBytes;

  get length(): number {
    return this.#at;
  }

  u8(value: number): this {
    this.#room(1);
    this.#view.setUint8(this.#at++, value);
    return this;
  }

  u16(value: number): this {
    this.#room(2);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
    return this;
  }

  u32(value: number): this {
    this.#room(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  u64(value: number): this {
    this.#room(8);
    this.#view.setBigUint64(this.#at, BigInt(value), true);
    this.#at += 8;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#room(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  string(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.u16(bytes.length).bytes(bytes);
  }

  finish(type: number, tag: number): Uint8Array {
    this.#view.setUint32(0, this.#at, true);
    this.#view.setUint8(4, type);
    this.#view.setUint16(5, tag, true);
    return this.#bytes.subarray(0, this.#at);
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** The directory of all layers. */
const rootNode = {
  mode: fileType.directory | 0o555,
  uid: 0,
  gid: 0,
  mtime: 0,
  xattrs: new Map<string, Uint8Array>(),
  data: new Uint8Array(0),
  links: 1,
};

type Handle = (reader: Reader, answer: Writer) => void | Promise<void>;

export class FileServer {
  readonly #layers: Layers;
  readonly #uploads: Uploads;
  #fids = new Map<number, readonly string[]>();
  /** Values of extended attributes that are being read: a fid of their own, until the clunk. */
  readonly #values = new Map<number, Uint8Array>();
  #pending = 0;

  readonly #handlers: Readonly<Record<number, Handle>> = {
    [message.version]: (reader, answer) => {
      answer.u32(reader.u32()).string('9P2000.L');
    },
    [message.attach]: (reader, answer) => {
      this.#fids.set(reader.u32(), []);
      this.#qid(answer, [], rootNode);
    },
    [message.walk]: (reader, answer) => this.#walk(reader, answer),
    [message.lopen]: async (reader, answer) => {
      const path = this.#path(reader.u32());
      this.#qid(answer, path, await this.#node(path));
      answer.u32(0);
    },
    [message.getattr]: (reader, answer) => this.#getattr(reader, answer),
    [message.read]: (reader, answer) => this.#read(reader, answer),
    [message.write]: (reader, answer) => this.#write(reader, answer),
    [message.readdir]: (reader, answer) => this.#readdir(reader, answer),
    [message.readlink]: async (reader, answer) => {
      const { data } = await this.#node(this.#path(reader.u32()));
      answer.u16(data.length).bytes(data);
    },
    [message.xattrwalk]: (reader, answer) => this.#xattrwalk(reader, answer),
    [message.statfs]: (_reader, answer) => {
      answer.u32(magic).u32(blockBytes).u64(0).u64(0).u64(0).u64(0).u64(0).u64(0).u32(255);
    },
    [message.clunk]: (reader) => {
      const id = reader.u32();
      this.#values.delete(id);
      this.#fids.delete(id);
    },
    [message.flush]: () => undefined,
    [message.fsync]: () => undefined,
  };

  constructor(layers: Layers, uploads: Uploads) {
    this.#layers = layers;
    this.#uploads = uploads;
  }

  /** No request is half-way: a snapshot taken now restores to a working server. */
  get quiet(): boolean {
    return this.#pending === 0;
  }

  fids(): readonly Fid[] {
    return [...this.#fids].map(([id, path]) => ({ id, path }));
  }

  /** Takes the handles over that the guest had when it was saved. */
  restore(fids: readonly Fid[]): void {
    this.#fids = new Map(fids.map(({ id, path }) => [id, path]));
    this.#values.clear();
  }

  /** Answers one message; never fails. */
  async handle(request: Uint8Array): Promise<Uint8Array> {
    const type = request[4] as number;
    const tag = new DataView(request.buffer, request.byteOffset).getUint16(5, true);
    this.#pending++;
    try {
      const handler = this.#handlers[type];
      if (!handler) throw new Refused(type < message.lerror || type >= message.version ? errno.EOPNOTSUPP : errno.EROFS);
      const answer = new Writer();
      await handler(new Reader(request), answer);
      return answer.finish(type + 1, tag);
    } catch (error) {
      return new Writer().u32(error instanceof Refused ? error.errno : errno.EIO).finish(message.lerror + 1, tag);
    } finally {
      this.#pending--;
    }
  }

  #path(fid: number): readonly string[] {
    const path = this.#fids.get(fid);
    if (!path) throw new Refused(errno.EBADF);
    return path;
  }

  async #node(path: readonly string[]): Promise<Node> {
    const [layer, ...rest] = path;
    if (layer === undefined) return { ...rootNode, inode: 0, children: new Map() };
    if (layer === uploadsName) return this.#upload(rest);
    if (this.#layers.ordinal(layer) === undefined) throw new Refused(errno.ENOENT);
    let node = await this.#layers.root(layer);
    for (const name of rest) {
      if (!isDirectory(node)) throw new Refused(errno.ENOTDIR);
      const child = node.children.get(name);
      if (!child) throw new Refused(errno.ENOENT);
      node = child;
    }
    return node;
  }

  #upload([name, ...rest]: readonly string[]): Node {
    if (name === undefined) return { ...rootNode, inode: 0, children: new Map() };
    const upload = rest.length === 0 ? this.#uploads.get(name) : undefined;
    if (!upload) throw new Refused(errno.ENOENT);
    return upload.node;
  }

  #ordinal(layer: string): number {
    return layer === uploadsName ? uploadsOrdinal : (this.#layers.ordinal(layer) ?? 0);
  }

  #qid(answer: Writer, [layer]: readonly string[], node: { readonly mode: number; readonly inode?: number }): void {
    const type = node.mode & 0o170000;
    const kind = type === fileType.directory ? qidType.directory : type === fileType.symlink ? qidType.symlink : qidType.file;
    const share = layer === undefined ? 0 : (this.#ordinal(layer) + 1) * inodesPerLayer;
    // Linux keeps nothing of a file whose version is 0.
    answer
      .u8(kind)
      .u32(layer === uploadsName ? 0 : 1)
      .u64(share + (node.inode ?? 0));
  }

  /** A walk that gets only part of the way answers how far; the new fid exists only after all of it. */
  async #walk(reader: Reader, answer: Writer): Promise<void> {
    const [fid, newFid, count] = [reader.u32(), reader.u32(), reader.u16()];
    const names = Array.from({ length: count }, () => reader.string());
    let path = this.#path(fid);
    const qids = new Writer();
    let walked = 0;
    for (const name of names) {
      const next = name === '..' ? path.slice(0, -1) : [...path, name];
      try {
        this.#qid(qids, next, await this.#node(next));
      } catch (error) {
        if (walked === 0) throw error;
        break;
      }
      path = next;
      walked++;
    }
    if (walked === count) this.#fids.set(newFid, path);
    answer.u16(walked).bytes(qids.finish(0, 0).subarray(headerBytes));
  }

  async #getattr(reader: Reader, answer: Writer): Promise<void> {
    const path = this.#path(reader.u32());
    const node = await this.#node(path);
    const basic = 0x7ff;
    // No layer has a device but 0/0, which hides a name.
    const device = 0;
    const size = isDirectory(node) ? blockBytes : node.data.length;
    answer.u64(basic);
    this.#qid(answer, path, node);
    answer
      .u32(node.mode)
      .u32(node.uid)
      .u32(node.gid)
      .u64(node.links)
      .u64(device)
      .u64(size)
      .u64(blockBytes)
      .u64(Math.ceil(size / 512));
    for (let times = 0; times < 3; times++) answer.u64(node.mtime).u64(0);
    answer.u64(0).u64(0).u64(0).u64(0);
  }

  async #read(reader: Reader, answer: Writer): Promise<void> {
    const [fid, offset, count] = [reader.u32(), reader.u64(), reader.u32()];
    const data = this.#values.get(fid) ?? (await this.#node(this.#path(fid))).data;
    const part = data.subarray(offset, offset + count);
    answer.u32(part.length).bytes(part);
  }

  #write(reader: Reader, answer: Writer): void {
    const [fid, offset, count] = [reader.u32(), reader.u64(), reader.u32()];
    const [directory, name = ''] = this.#path(fid);
    const upload = directory === uploadsName ? this.#uploads.get(name) : undefined;
    if (!upload?.write(offset, reader.bytes(count))) throw new Refused(errno.EROFS);
    answer.u32(count);
  }

  /** An entry's offset is the number of the one after it. */
  async #readdir(reader: Reader, answer: Writer): Promise<void> {
    const [fid, offset, count] = [reader.u32(), reader.u64(), reader.u32()];
    const path = this.#path(fid);
    const entries = await this.#entries(path);
    const list = new Writer();
    for (let i = offset; i < entries.length; i++) {
      const [name, node] = entries[i] as (typeof entries)[number];
      const entry = new Writer();
      this.#qid(entry, [...path, name], node);
      entry
        .u64(i + 1)
        .u8(node.mode >> 12)
        .string(name);
      if (list.length - headerBytes + entry.length - headerBytes > count) break;
      list.bytes(entry.finish(0, 0).subarray(headerBytes));
    }
    answer.u32(list.length - headerBytes).bytes(list.finish(0, 0).subarray(headerBytes));
  }

  async #entries(path: readonly string[]): Promise<readonly (readonly [name: string, node: { readonly mode: number; readonly inode?: number }])[]> {
    if (path.length === 0) return this.#layers.names().map((name) => [name, rootNode]);
    return [...(await this.#node(path)).children];
  }

  /** Without a name it lists the attributes. */
  async #xattrwalk(reader: Reader, answer: Writer): Promise<void> {
    const [fid, newFid, name] = [reader.u32(), reader.u32(), reader.string()];
    const { xattrs } = await this.#node(this.#path(fid));
    const value = name === '' ? new TextEncoder().encode([...xattrs.keys()].map((key) => `${key}\0`).join('')) : xattrs.get(name);
    if (!value) throw new Refused(errno.ENODATA);
    this.#values.set(newFid, value);
    answer.u64(value.length);
  }
}
