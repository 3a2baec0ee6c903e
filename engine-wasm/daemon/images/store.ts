/**
 * The images of this machine, below `/var/lib/docker/image/overlay2`: configurations by their digest (which is the image's id), names in
 * `repositories.json`, layers in the {@link LayerStore}. Everything is written so that a crash leaves an image complete or absent.
 */
import type { Sys } from '../../sys/sys.ts';
import { LayerStore } from './layers.ts';
import { chainIds, type ImageConfig } from './oci.ts';
import { Repositories } from './repositories.ts';

export interface StoredImage {
  readonly id: string;
  readonly config: ImageConfig;
  /** Chain ids, lowest first. */
  readonly layers: readonly string[];
}

export class ImageStore {
  readonly sys: Sys;
  readonly layers: LayerStore;
  readonly names: Repositories;
  readonly #contents: string;
  readonly #metadata: string;
  readonly #temporary: string;
  /** `null` until it is needed: parsing costs. */
  readonly #images = new Map<string, StoredImage | null>();
  /** Removed by force while containers use their layers: nobody sees them, they go when the last container does. */
  readonly #retired = new Set<string>();

  constructor(sys: Sys, root: string) {
    this.sys = sys;
    this.#contents = `${root}/image/overlay2/imagedb/content/sha256`;
    this.#metadata = `${root}/image/overlay2/imagedb/metadata/sha256`;
    this.#temporary = `${root}/tmp`;
    for (const directory of [this.#contents, this.#metadata]) sys.files.mkdirAll(directory, 0o700);
    this.layers = new LayerStore(sys, root);
    this.names = new Repositories(sys.files, `${root}/image/overlay2/repositories.json`);
    for (const hex of sys.files.readDir(this.#contents)) if (/^[0-9a-f]{64}$/.test(hex)) this.#enter(hex);
    sys.files.removeAll(this.#temporary);
    sys.files.mkdirAll(this.#temporary, 0o700);
    this.#sweep();
  }

  ids(): string[] {
    return [...this.#images.keys()].filter((id) => !this.#retired.has(id));
  }

  has(id: string): boolean {
    return this.#images.has(id) && !this.#retired.has(id);
  }

  isRetired(id: string): boolean {
    return this.#retired.has(id);
  }

  /** @throws SysError when there is no such image; look with `has` first. */
  get(id: string): StoredImage {
    return this.#images.get(id) ?? this.#load(id);
  }

  /** The configuration as it was stored, whose digest is the image's id. */
  configText(id: string): string {
    return this.sys.files.readText(`${this.#contents}/${id.slice(7)}`);
  }

  /** The one image whose id begins so; undefined when there is none, or more than one. */
  byPrefix(prefix: string): string | undefined {
    const hex = prefix.startsWith('sha256:') ? prefix.slice(7) : prefix;
    if (!/^[0-9a-f]+$/.test(hex)) return undefined;
    const found = this.ids().filter((id) => id.startsWith(`sha256:${hex}`));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Stores a configuration whose layers are all there. Returns the image's id. */
  add(configText: string): string {
    const hex = this.sys.hashing.sha256(configText);
    this.sys.files.writeAtomic(`${this.#contents}/${hex}`, configText, 0o600);
    this.sys.files.removeAll(this.#retirement(hex));
    this.#enter(hex);
    return `sha256:${hex}`;
  }

  /** The image that this one was built or committed from, while it is here; undefined for what came from elsewhere. */
  parentOf(id: string): string | undefined {
    const path = `${this.#metadata}/${id.slice(7)}/parent`;
    const parent = this.sys.files.exists(path) ? this.sys.files.readText(path) : undefined;
    return parent !== undefined && this.#images.has(parent) ? parent : undefined;
  }

  setParent(id: string, parent: string): void {
    const directory = `${this.#metadata}/${id.slice(7)}`;
    this.sys.files.mkdirAll(directory, 0o700);
    this.sys.files.writeAtomic(`${directory}/parent`, parent);
  }

  childrenOf(parent: string | undefined): string[] {
    return this.ids().filter((id) => this.parentOf(id) === parent);
  }

  /** Hides an image whose layers containers still use. */
  retire(id: string): void {
    const hex = id.slice(7);
    this.sys.files.mkdirAll(`${this.#metadata}/${hex}`, 0o700);
    this.sys.files.writeAtomic(this.#retirement(hex), '');
    this.#retired.add(id);
  }

  /** Removes retired images that no container uses any more. */
  releaseRetired(isUsed: (id: string) => boolean): void {
    for (const id of this.#retired) if (!isUsed(id)) this.remove(id);
  }

  /** Removes an image and those of its layers that no other image has; returns these, topmost first. */
  remove(id: string): string[] {
    const { layers } = this.get(id);
    const hex = id.slice(7);
    this.#images.delete(id);
    this.#retired.delete(id);
    this.sys.files.removeAll(`${this.#contents}/${hex}`);
    this.sys.files.removeAll(`${this.#metadata}/${hex}`);
    return this.dropUnneeded(layers);
  }

  /** Removes those of some layers (lowest first) that no image has; returns them, topmost first. */
  dropUnneeded(chain: readonly string[]): string[] {
    const needed = new Set([...this.#images.keys()].flatMap((id) => this.get(id).layers));
    const unneeded = chain.filter((chainId) => !needed.has(chainId) && this.layers.has(chainId)).reverse();
    for (const chainId of unneeded) this.layers.remove(chainId);
    return unneeded;
  }

  /** Remembers when an image was last given a name. */
  noteTagged(id: string): void {
    const directory = `${this.#metadata}/${id.slice(7)}`;
    this.sys.files.mkdirAll(directory, 0o700);
    this.sys.files.writeAtomic(`${directory}/lastUpdated`, this.sys.clock.timestamp());
  }

  /** RFC 3339; the zero time when it never was. */
  lastTagged(id: string): string {
    const path = `${this.#metadata}/${id.slice(7)}/lastUpdated`;
    return this.sys.files.exists(path) ? this.sys.files.readText(path) : '0001-01-01T00:00:00Z';
  }

  /** A new directory that is gone after a restart, on the file system of the layers. */
  temporaryDirectory(): string {
    const path = `${this.#temporary}/${this.sys.hashing.randomHex(8)}`;
    this.sys.files.mkdirAll(path, 0o700);
    return path;
  }

  #load(id: string): StoredImage {
    const config = JSON.parse(this.sys.files.readText(`${this.#contents}/${id.slice(7)}`)) as ImageConfig;
    const image = { id, config, layers: chainIds(config.rootfs.diff_ids, (text) => this.sys.hashing.sha256(text)) };
    this.#images.set(id, image);
    return image;
  }

  #enter(hex: string): void {
    this.#images.set(`sha256:${hex}`, null);
    if (this.sys.files.exists(this.#retirement(hex))) this.#retired.add(`sha256:${hex}`);
    else this.#retired.delete(`sha256:${hex}`);
  }

  #retirement(hex: string): string {
    return `${this.#metadata}/${hex}/retired`;
  }

  /** Layers of pulls that a crash cut off before their image was there. */
  #sweep(): void {
    const chains = this.layers.chains();
    if (chains.length > 0) this.dropUnneeded(chains);
  }
}
