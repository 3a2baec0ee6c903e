/**
 * Layers that the host verifies and unpacks for the guest (docs/decisions/08-the-host-unpacks-the-hub-s-layers.md). The guest sees them in a file system of this server and asks for
 * them over HTTP (api/layers.ts).
 */
import { TarError } from './tar.ts';
import { gunzip, gzip } from '../gzip.ts';
import { isZstd, unzstd } from '../zstd.ts';
import { FileServer, type Fid } from './nine-p.ts';
import { treeOf, type Tree } from './tree.ts';
import { Uploads } from './uploads.ts';
import type { LayerDestination, LayerOutcome } from '../../api/layers.ts';

/** The hub, for what is done outside of the machine. */
export interface BlobStore {
  /** Bytes `start` to `end`, exclusive. */
  read(digest: string, start: number, end: number): AsyncIterable<Uint8Array>;
  /** Sends the whole of an upload; returns where it is to be finished. @throws Error */
  send(destination: LayerDestination, blob: Uint8Array): Promise<string>;
}

/** A layer's blob, as the guest asked for it. */
export interface LayerBlob {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** What a saved machine needs to go on: its handles, and where its layers came from. */
export interface SavedLayers {
  readonly fids: readonly Fid[];
  /** By diff id, in the order in which they were first asked for. */
  readonly blobs: readonly (readonly [diffId: string, blob: LayerBlob])[];
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

const mebibyte = 1024 * 1024;

/** Bytes. */
export interface LayerLimits {
  /** Of one layer's archive: the host holds it in memory, and a few kilobytes can claim to be as many gigabytes. */
  readonly largest: number;
  /** Of all archives that are held at the same time; what was not used for longest is read again when it is needed. */
  readonly held: number;
}

const usualLimits: LayerLimits = { largest: 512 * mebibyte, held: 768 * mebibyte };

const tooLarge = (largest: number): TarError => new TarError(`a layer of more than ${largest / mebibyte} MiB does not fit: no space left on device`);

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What made them is told by their first bytes, as Docker tells it, whatever their media type is. @throws TarError */
async function inflate(bytes: Uint8Array, largest: number): Promise<Uint8Array> {
  const format = isGzip(bytes) ? 'gzip' : isZstd(bytes) ? 'zstd' : null;
  try {
    return format === 'gzip' ? await gunzip(bytes, largest) : format === 'zstd' ? unzstd(bytes, largest) : bytes;
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(largest) : new TarError(`archive/tar: invalid ${format} data`);
  }
}

/** As many as the guest's daemon makes. */
const maxAttempts = 5;

type ReadFrom = (start: number) => AsyncIterable<Uint8Array>;

/** What breaks off is taken up where it ended, as long as each attempt brings something. */
async function readWhole(read: ReadFrom, size: number, advanced: (bytes: number) => Promise<void>): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  let at = 0;
  const take = async (part: Uint8Array): Promise<void> => {
    if (at + part.length > size) throw new TarError('the blob is longer than its manifest says');
    whole.set(part, at);
    at += part.length;
    await advanced(at);
  };
  for (let attempt = 1; at < size; attempt++) {
    const begun = at;
    let broken = new Error('unexpected EOF');
    try {
      for await (const part of read(at)) await take(part);
    } catch (error) {
      if (error instanceof TarError) throw error;
      broken = error as Error;
    }
    if (at === begun || (at < size && attempt === maxAttempts)) throw broken;
  }
  return whole;
}

/** The directory's name: the diff id without its algorithm. */
const nameOf = (diffId: string): string => diffId.slice('sha256:'.length);

export class HostLayers {
  readonly server: FileServer;
  readonly uploads = new Uploads();
  readonly #store: BlobStore;
  readonly #limits: LayerLimits;
  readonly #blobs = new Map<string, LayerBlob>();
  /** The last one used last. */
  readonly #held = new Map<string, Tree>();
  /** Being made anew. */
  readonly #making = new Map<string, Promise<Tree>>();

  constructor(store: BlobStore, limits = usualLimits) {
    this.#store = store;
    this.#limits = limits;
    const layers = {
      names: () => [...this.#blobs.keys()].map(nameOf),
      ordinal: (name: string) => {
        const found = [...this.#blobs.keys()].indexOf(`sha256:${name}`);
        return found < 0 ? undefined : found;
      },
      root: async (name: string) => (await this.#tree(`sha256:${name}`)).root,
    };
    this.server = new FileServer(layers, this.uploads);
  }

  save(): SavedLayers {
    return { fids: this.server.fids(), blobs: [...this.#blobs] };
  }

  /** Trees stay: the same bytes make the same ones. */
  restore({ fids, blobs }: SavedLayers): void {
    this.#blobs.clear();
    for (const [diffId, blob] of blobs) this.#blobs.set(diffId, blob);
    this.server.restore(fids);
  }

  /** Fetches, verifies and unpacks; afterwards the guest finds the layer under its diff id. */
  async prepare(blob: LayerBlob, advanced: (bytes: number) => Promise<void>): Promise<LayerOutcome> {
    const { largest } = this.#limits;
    let digest: string | undefined;
    try {
      if (blob.size > largest) throw tooLarge(largest);
      const bytes = await readWhole((from) => this.#store.read(blob.digest, from, blob.size), blob.size, advanced);
      digest = await sha256(bytes);
      if (digest !== blob.digest) return { digest, error: 'the bytes do not match their digest' };
      const archive = await inflate(bytes, largest);
      const diffId = archive === bytes ? digest : await sha256(archive);
      const tree = treeOf(archive);
      this.#blobs.set(diffId, blob);
      this.#hold(diffId, tree);
      return { digest, diffId, size: blob.size, tarSize: archive.length, unpackedSize: tree.size };
    } catch (error) {
      return { error: (error as Error).message, ...(digest !== undefined && { digest }) };
    }
  }

  /** A prepared layer's archive, uncompressed; `null` for a layer that was never asked for. */
  async archive(diffId: string): Promise<Uint8Array | null> {
    return this.#blobs.has(diffId) ? (await this.#tree(diffId)).archive : null;
  }

  sendBlob(destination: LayerDestination, blob: Uint8Array): Promise<string> {
    return this.#store.send(destination, blob);
  }

  /** A prepared layer with gzip: as it came, or compressed anew when it came otherwise; `null` for a layer that was never asked for. */
  async gzipped(diffId: string): Promise<{ readonly blob: LayerBlob; readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array> } | null> {
    const blob = this.#blobs.get(diffId);
    if (!blob) return null;
    const magicBytes = Math.min(2, blob.size);
    const begin = await readWhole(
      (from) => this.#store.read(blob.digest, from, magicBytes),
      magicBytes,
      () => Promise.resolve(),
    );
    if (isGzip(begin)) return { blob, bytes: this.#store.read(blob.digest, 0, blob.size) };
    const anew = await gzip((await this.#tree(diffId)).archive);
    return { blob: { digest: await sha256(anew), size: anew.length }, bytes: [anew] };
  }

  /** Of a layer that a saved machine had, or that is held no more: made anew when it is looked at. */
  #tree(diffId: string): Promise<Tree> {
    const held = this.#held.get(diffId);
    if (held) {
      this.#held.delete(diffId);
      this.#held.set(diffId, held);
      return Promise.resolve(held);
    }
    const made = this.#making.get(diffId) ?? this.#make(diffId).finally(() => this.#making.delete(diffId));
    this.#making.set(diffId, made);
    return made;
  }

  async #make(diffId: string): Promise<Tree> {
    const outcome = await this.prepare(this.#blobs.get(diffId) as LayerBlob, () => Promise.resolve());
    const tree = this.#held.get(diffId);
    if ('error' in outcome || outcome.diffId !== diffId || !tree) throw new Error(`layer ${diffId} cannot be read again`);
    return tree;
  }

  #hold(diffId: string, tree: Tree): void {
    this.#held.set(diffId, tree);
    let size = [...this.#held.values()].reduce((sum, { archive }) => sum + archive.length, 0);
    for (const [oldest, { archive }] of this.#held) {
      if (size <= this.#limits.held || oldest === diffId) return;
      this.#held.delete(oldest);
      size -= archive.length;
    }
  }
}
