import type { LayerEntry, LayerXRay } from '../../../../engine-wasm/api/xray.ts';
import type { DockerClient } from '../../docker/client.ts';
import { layersOf } from '../../docker/xray.ts';
import { changesOf, parseListing, type LayerChanges } from './layer-files.ts';

type Listing = readonly LayerEntry[];

/** An image's layers with their files, lowest first; `null` until they were read. Layers that two images share are read once. */
export class ImageLayers {
  layers = $state.raw<readonly LayerXRay[] | null>(null);
  #listings = $state.raw<readonly Listing[]>([]);
  /** One for each layer, as soon as its files are known. */
  readonly changes = $derived(changesOf(this.#listings));
  readonly bytes = $derived(this.layers?.reduce((sum, { size }) => sum + size, 0) ?? 0);
  readonly wasted = $derived(this.changes.reduce((sum, layer) => sum + layer.wasted, 0));
  readonly #docker: DockerClient;
  readonly #known: Map<string, Listing>;
  /** An answer that came too late is for another image. */
  #loads = 0;

  constructor(docker: DockerClient, known: Map<string, Listing>) {
    this.#docker = docker;
    this.#known = known;
  }

  /** @throws DockerError */
  async load(image: string): Promise<void> {
    const load = ++this.#loads;
    this.layers = null;
    this.#listings = [];
    const layers = await layersOf(this.#docker, image);
    if (load !== this.#loads) return;
    this.layers = layers;
    const listings: Listing[] = [];
    for (const { chainId } of layers) listings.push(await this.#listing(chainId));
    if (load === this.#loads) this.#listings = listings;
  }

  /** What a container's own layer does to them. */
  above(upper: Listing): LayerChanges | undefined {
    if (this.#listings.length === 0) return undefined;
    return changesOf([...this.#listings, upper]).at(-1);
  }

  async #listing(chainId: string): Promise<Listing> {
    const known = this.#known.get(chainId) ?? parseListing(await this.#docker.text('GET', `/drydock/layers/${chainId}/files`));
    this.#known.set(chainId, known);
    return known;
  }
}
