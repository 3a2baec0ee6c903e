/** `docker pull`: manifest, configuration, the layers that are missing, and only then the name. */
import type { TransferEvent } from '../../api/trace.ts';
import { familiarName, familiarString, type Reference } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import type { Credentials } from '../registry/credentials.ts';
import type { Distribution } from '../registry/distribution.ts';
import { fetchManifest, fetchTags, fetchText, type Fetching } from '../registry/fetch.ts';
import type { Registries } from '../registry/registries.ts';
import { downloadLayer, type LayerOrigin, type LayerToPull } from './download.ts';
import { maxLayerDepth } from './layers.ts';
import { chainIds, mediaTypes, selectManifest, type ImageConfig, type Index, type Manifest } from './oci.ts';
import type { EventsForImages, TraceForImages } from './ports.ts';
import type { Progress } from './progress.ts';
import type { ImageStore } from './store.ts';

/** Docker's `max-concurrent-downloads`. */
const parallelDownloads = 3;

export class Puller {
  readonly #store: ImageStore;
  readonly #registries: Registries;
  readonly #distribution: Distribution;
  readonly #events: EventsForImages;
  readonly #trace: TraceForImages;
  /** Layers on their way, by chain id: two pulls never fetch the same one. */
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(store: ImageStore, registries: Registries, distribution: Distribution, events: EventsForImages, trace: TraceForImages) {
    this.#store = store;
    this.#registries = registries;
    this.#distribution = distribution;
    this.#events = events;
    this.#trace = trace;
  }

  /** Every tag of a repository. @throws DaemonError */
  async pullAll(repository: Reference, progress: Progress, credentials: Credentials | null): Promise<void> {
    const tags = await this.#ask(this.#origin(repository, credentials), fetchTags);
    for (const tag of tags) await this.pull({ domain: repository.domain, path: repository.path, tag }, progress, credentials);
  }

  /** @throws DaemonError with Docker's text; nothing of what was fetched stays then but complete layers of other images */
  async pull(reference: Reference, progress: Progress, credentials: Credentials | null): Promise<void> {
    const origin = this.#origin(reference, credentials);
    const pulled = await this.#ask(origin, (fetching) => this.#describe(fetching, progress));
    await this.#fetchLayers(origin, pulled, progress);
    const isNew = this.#name(reference, pulled);
    for (const { diffId, descriptor } of pulled.layers) this.#distribution.add(diffId, { ...descriptor, domain: reference.domain, path: reference.path });
    await progress.say(`Digest: ${pulled.manifestDigest}`);
    await progress.say(`Status: ${isNew ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarString(reference)}`);
    this.#events.emit('image', 'pull', familiarString(reference), { name: familiarName(reference) });
  }

  #origin(reference: Reference, credentials: Credentials | null): LayerOrigin {
    const session = this.#registries.session(reference, credentials, 'pull');
    return { session, reference, connectHostLayers: () => this.#registries.connectHostLayers(reference.domain) };
  }

  async #ask<T>({ session, reference }: LayerOrigin, ask: (fetching: Fetching) => Promise<T>): Promise<T> {
    const connection = await session.connect();
    return ask({ session, connection, reference }).finally(() => connection.http.close());
  }

  async #describe(fetching: Fetching, progress: Progress): Promise<PulledImage> {
    const { reference } = fetching;
    const first = await fetchManifest(fetching, reference);
    const manifestDigest = this.#digestOf(first.text);
    if (reference.digest !== undefined && reference.digest !== manifestDigest) throw mismatch('manifest', reference.digest);
    this.#note(reference, manifestDigest, 'manifest', first.text.length);
    await progress.say(`Pulling from ${reference.path}`, reference.digest ?? reference.tag ?? 'latest');
    const manifest = await this.#manifestForHere(fetching, first);
    const configText = await fetchText(fetching, manifest.config.digest);
    if (this.#digestOf(configText) !== manifest.config.digest) throw mismatch('image config', manifest.config.digest);
    return { manifestDigest, manifest, configText, layers: this.#layersOf(manifest, JSON.parse(configText) as ImageConfig) };
  }

  async #manifestForHere(fetching: Fetching, { text, mediaType }: { text: string; mediaType: string }): Promise<Manifest> {
    const indexes: readonly string[] = mediaTypes.indexes;
    if (!indexes.includes(mediaType)) return JSON.parse(text) as Manifest;
    const { digest } = selectManifest(JSON.parse(text) as Index);
    const chosen = await fetchManifest(fetching, { digest });
    if (this.#digestOf(chosen.text) !== digest) throw mismatch('manifest', digest);
    return JSON.parse(chosen.text) as Manifest;
  }

  #layersOf(manifest: Manifest, { rootfs }: ImageConfig): LayerToPull[] {
    const chain = chainIds(rootfs.diff_ids, (text) => this.#store.sys.hashing.sha256(text));
    if (chain.length !== manifest.layers.length) throw new DaemonError('internal', "layers from manifest don't match image configuration");
    if (chain.length > maxLayerDepth) throw new DaemonError('internal', 'failed to register layer: max depth exceeded');
    return manifest.layers.map((descriptor, i) => ({ descriptor, diffId: rootfs.diff_ids[i] as string, chainId: chain[i] as string, parent: chain[i - 1] }));
  }

  /** All of them, or none that is new: what a failed pull brought goes again. */
  async #fetchLayers(origin: LayerOrigin, { layers, manifest }: PulledImage, progress: Progress): Promise<void> {
    if (this.#store.has(manifest.config.digest)) return;
    for (const layer of layers)
      if (this.#store.layers.has(layer.chainId)) this.#note(origin.reference, layer.descriptor.digest, 'exists', layer.descriptor.size);
    const missing = layers.filter((layer) => !this.#store.layers.has(layer.chainId));
    for (const layer of layers) await progress.layer(shortId(layer), missing.includes(layer) ? 'Pulling fs layer' : 'Already exists');
    for (const layer of missing.slice(parallelDownloads)) await progress.layer(shortId(layer), 'Waiting');
    const waiting = [...missing];
    const workers = Array.from({ length: Math.min(parallelDownloads, missing.length) }, async () => {
      for (let layer = waiting.shift(); layer; layer = waiting.shift()) await this.#fetchLayer(origin, layer, progress);
    });
    const outcomes = await Promise.allSettled(
      workers.map((worker) =>
        worker.catch((error: unknown) => {
          waiting.length = 0;
          throw error;
        }),
      ),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (!failed) return;
    this.#store.dropUnneeded(missing.map((layer) => layer.chainId).filter((chainId) => !this.#inFlight.has(chainId)));
    throw failed.reason;
  }

  async #fetchLayer(origin: LayerOrigin, layer: LayerToPull, progress: Progress): Promise<void> {
    const underway = this.#inFlight.get(layer.chainId);
    if (underway) {
      await underway;
      return progress.layer(shortId(layer), 'Already exists');
    }
    const note = (state: TransferEvent['state']): void => this.#note(origin.reference, layer.descriptor.digest, state, layer.descriptor.size);
    note('downloading');
    const download = downloadLayer(this.#store, origin, layer, progress, {
      onVerified: () => note('verified'),
      belowIsThere: async () => this.#inFlight.get(layer.parent ?? ''),
    });
    this.#inFlight.set(layer.chainId, download);
    try {
      await download;
      note('extracted');
    } catch (error) {
      note('failed');
      throw error;
    } finally {
      this.#inFlight.delete(layer.chainId);
    }
  }

  /** Whether the name now stands for another image than before. */
  #name(reference: Reference, { manifestDigest, manifest, configText }: PulledImage): boolean {
    const { names } = this.#store;
    const id = manifest.config.digest;
    if (!this.#store.has(id)) this.#store.add(configText);
    const isNew = names.get(reference) !== id;
    names.set(reference, id);
    names.set({ domain: reference.domain, path: reference.path, digest: manifestDigest }, id);
    if (isNew) this.#store.noteTagged(id);
    return isNew;
  }

  #digestOf(text: string): string {
    return `sha256:${this.#store.sys.hashing.sha256(text)}`;
  }

  #note(reference: Reference, digest: string, state: TransferEvent['state'], bytes: number): void {
    this.#trace.emit({ kind: 'transfer', reference: familiarString(reference), digest, state, bytes });
  }
}

interface PulledImage {
  readonly manifestDigest: string;
  readonly manifest: Manifest;
  readonly configText: string;
  /** Lowest first. */
  readonly layers: readonly LayerToPull[];
}

function shortId({ descriptor }: LayerToPull): string {
  return descriptor.digest.slice(7, 19);
}

function mismatch(what: string, digest: string): DaemonError {
  return new DaemonError('internal', `${what} verification failed for digest ${digest}`);
}
