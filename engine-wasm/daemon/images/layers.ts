/**
 * Layers on disk as Docker's overlay2 driver keeps them: `overlay2/ID/{diff,link,lower}` with short names in `overlay2/l/`, so that many fit
 * into one mount's options, and what is known of each in `image/overlay2/layerdb/sha256/CHAIN/`. A layer is found by its chain id: the same
 * bytes on the same layers are stored once, however many images have them.
 */
import type { Sys } from '../../sys/sys.ts';
import { layerFiles } from './unpack.ts';

/** Layers of an image, at most: Docker's `maxLayerDepth`. */
export const maxLayerDepth = 125;

const linkBytes = 13;
const chainPrefix = 'sha256:'.length;

export interface NewLayer {
  readonly chainId: string;
  readonly diffId: string;
  /** The chain id of the layer below. */
  readonly parent: string | undefined;
  /** Bytes of its files. */
  readonly size: number;
  /** Bytes of its archive. */
  readonly tarSize: number;
}

export class LayerStore {
  readonly #sys: Sys;
  readonly #overlay: string;
  readonly #database: string;

  constructor(sys: Sys, root: string) {
    this.#sys = sys;
    this.#overlay = `${root}/overlay2`;
    this.#database = `${root}/image/overlay2/layerdb/sha256`;
    sys.files.mkdirAll(`${this.#overlay}/l`, 0o710);
    sys.files.mkdirAll(this.#database, 0o700);
  }

  has(chainId: string): boolean {
    return this.#sys.files.exists(this.#entry(chainId));
  }

  chains(): string[] {
    return this.#sys.files.readDir(this.#database).map((hex) => `sha256:${hex}`);
  }

  /** Bytes of the layer's own files. */
  size(chainId: string): number {
    return Number(this.#sys.files.readText(`${this.#entry(chainId)}/size`));
  }

  /** Bytes of the layer's archive. */
  tarSize(chainId: string): number {
    return Number(this.#sys.files.readText(`${this.#entry(chainId)}/tar-size`));
  }

  /** `overlay2/ID` of the machine. */
  directory(chainId: string): string {
    return `${this.#overlay}/${chainId.slice(chainPrefix)}`;
  }

  /** What a mount names: a short link to the layer's `diff`. */
  shortPath(chainId: string): string {
    return `${this.#overlay}/l/${this.#sys.files.readText(`${this.directory(chainId)}/link`)}`;
  }

  /** What `repack` needs to write the layer's archive again: the record, and the directory of its files. `null` for a layer that the host unpacked. */
  archiveParts(chainId: string): { readonly split: string; readonly diff: string } | null {
    const split = `${this.#entry(chainId)}/tar-split.gz`;
    return this.#sys.files.exists(split) ? { split, diff: `${this.directory(chainId)}/diff` } : null;
  }

  diffId(chainId: string): string {
    return this.#sys.files.readText(`${this.#entry(chainId)}/diff`);
  }

  /** Takes `unpacked/diff` and `unpacked/tar-split.gz` over by rename; the database entry comes last, so that what it names is complete. */
  commit(layer: NewLayer, unpacked: string): void {
    const { files, hashing } = this.#sys;
    const link = hashing.randomHex(linkBytes).toUpperCase();
    const directory = this.directory(layer.chainId);
    files.writeAtomic(`${unpacked}/link`, link);
    if (layer.parent !== undefined) files.writeAtomic(`${unpacked}/lower`, this.#lower(layer.parent));
    files.removeAll(directory);
    const entry = this.#entry(layer.chainId);
    const partial = `${entry}.partial`;
    files.mkdirAll(partial, 0o700);
    // A layer that the host unpacked has none: the host has its archive.
    if (files.exists(layerFiles(unpacked).split)) files.rename(layerFiles(unpacked).split, `${partial}/tar-split.gz`);
    files.rename(unpacked, directory);
    files.symlink(`../${layer.chainId.slice(chainPrefix)}/diff`, `${this.#overlay}/l/${link}`);
    files.writeAtomic(`${partial}/cache-id`, layer.chainId.slice(chainPrefix));
    files.writeAtomic(`${partial}/diff`, layer.diffId);
    files.writeAtomic(`${partial}/size`, String(layer.size));
    files.writeAtomic(`${partial}/tar-size`, String(layer.tarSize));
    if (layer.parent !== undefined) files.writeAtomic(`${partial}/parent`, layer.parent);
    files.rename(partial, entry);
  }

  remove(chainId: string): void {
    const { files } = this.#sys;
    const directory = this.directory(chainId);
    files.removeAll(this.#entry(chainId));
    if (files.exists(`${directory}/link`)) files.removeAll(this.shortPath(chainId));
    files.removeAll(directory);
  }

  #entry(chainId: string): string {
    return `${this.#database}/${chainId.slice(chainPrefix)}`;
  }

  #lower(parent: string): string {
    const { files } = this.#sys;
    const directory = this.directory(parent);
    const own = `l/${files.readText(`${directory}/link`)}`;
    return files.exists(`${directory}/lower`) ? `${own}:${files.readText(`${directory}/lower`)}` : own;
  }
}
