/** `docker push`: the layers that the registry lacks, the configuration, and last the manifest that names them. */
import { familiarName, familiarString, type Reference } from '../../wire/reference.ts';
import type { TransferEvent } from '../../api/trace.ts';
import { DaemonError } from '../errors.ts';
import type { Credentials } from '../registry/credentials.ts';
import type { Distribution } from '../registry/distribution.ts';
import type { Registries } from '../registry/registries.ts';
import type { RegistrySession } from '../registry/session.ts';
import { finishUpload, putManifest, sizeOfBlob, startUpload, type Pushing } from '../registry/upload.ts';
import type { ConnectHost } from './layer-archive.ts';
import type { Descriptor } from './oci.ts';
import type { EventsForImages, TraceForImages } from './ports.ts';
import type { Progress } from './progress.ts';
import { LayerPush, type LayerToPush, type PushedLayer } from './push-layer.ts';
import { parse } from './resolve.ts';
import { withRetries } from './retry.ts';
import type { ImageStore, StoredImage } from './store.ts';

/** As Docker pushes: schema 2. */
const types = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
} as const;

/** Docker's `max-concurrent-uploads`. */
const parallelUploads = 5;

export interface PusherParts {
  readonly store: ImageStore;
  readonly registries: Registries;
  readonly distribution: Distribution;
  readonly connectHost: ConnectHost;
  readonly events: EventsForImages;
  readonly trace: TraceForImages;
}

export class Pusher {
  readonly #store: ImageStore;
  readonly #registries: Registries;
  readonly #distribution: Distribution;
  readonly #connectHost: ConnectHost;
  readonly #events: EventsForImages;
  readonly #trace: TraceForImages;

  constructor({ store, registries, distribution, connectHost, events, trace }: PusherParts) {
    this.#store = store;
    this.#registries = registries;
    this.#distribution = distribution;
    this.#connectHost = connectHost;
    this.#events = events;
    this.#trace = trace;
  }

  /** Without a tag all of them. @throws DaemonError with Docker's texts */
  async push(name: Reference, progress: Progress, credentials: Credentials | null): Promise<void> {
    await progress.say(`The push refers to repository [${name.domain}/${name.path}]`);
    const wanted = this.#tagsOf(name);
    if (wanted.length === 0) throw new DaemonError('internal', this.#whyNone(name));
    for (const reference of wanted) await this.#pushTag(reference, progress, credentials);
  }

  #tagsOf({ domain, path, tag }: Reference): Reference[] {
    return this.#store.names.inRepository({ domain, path }).filter((name) => tag === undefined || name.tag === tag);
  }

  #whyNone(name: Reference): string {
    const hasOthers = name.tag !== undefined && this.#tagsOf({ domain: name.domain, path: name.path }).length > 0;
    return hasOthers ? `tag does not exist: ${familiarString(name)}` : `An image does not exist locally with the tag: ${familiarName(name)}`;
  }

  async #pushTag(reference: Reference, progress: Progress, credentials: Credentials | null): Promise<void> {
    const image = this.#store.get(this.#store.names.get(reference) as string);
    const layers = this.#layersOf(image);
    const session = this.#session(reference, layers, credentials);
    // A registry that is not there is no reason for another attempt; and nobody keeps a connection open while layers are on their way.
    (await session.connect()).http.close();
    const descriptors = await this.#pushLayers(session, reference, layers, progress);
    const connection = await session.connect();
    try {
      const pushing = { session, connection, path: reference.path };
      const digest = await this.#pushManifest(pushing, image, reference, descriptors, progress);
      this.#note(reference, digest.digest, 'published', digest.size);
    } finally {
      connection.http.close();
    }
    this.#events.emit('image', 'push', familiarString(reference), { name: familiarName(reference) });
  }

  /** Also for the repositories that its layers may be mounted from. */
  #session(reference: Reference, layers: readonly LayerToPush[], credentials: Credentials | null): RegistrySession {
    const sources = layers.flatMap(({ sources }) => sources).filter(({ domain, path }) => domain === reference.domain && path !== reference.path);
    return this.#registries.session(reference, credentials, 'pull,push', [...new Set(sources.map(({ path }) => path))]);
  }

  #layersOf({ config, layers }: StoredImage): LayerToPush[] {
    return layers.map((chainId, i) => {
      const diffId = config.rootfs.diff_ids[i] as string;
      return { chainId, diffId, sources: this.#distribution.of(diffId) };
    });
  }

  /** The descriptors of the layers as the registry has them now, lowest first. */
  async #pushLayers(session: RegistrySession, reference: Reference, layers: readonly LayerToPush[], progress: Progress): Promise<Descriptor[]> {
    const once = [...new Map(layers.map((layer) => [layer.diffId, layer])).values()];
    for (const { diffId } of [...once].reverse()) await progress.layer(diffId.slice(7, 19), 'Preparing');
    for (const { diffId } of once.slice(parallelUploads)) await progress.layer(diffId.slice(7, 19), 'Waiting');
    const done = new Map<string, Descriptor>();
    const waiting = [...once];
    const work = async (): Promise<void> => {
      for (let layer = waiting.shift(); layer; layer = waiting.shift()) done.set(layer.diffId, await this.#pushLayer(session, reference, layer, progress));
    };
    const workOrStop = (): Promise<void> =>
      work().catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    const outcomes = await Promise.allSettled(Array.from({ length: Math.min(parallelUploads, once.length) }, workOrStop));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    return layers.map(({ diffId }) => done.get(diffId) as Descriptor);
  }

  async #pushLayer(session: RegistrySession, reference: Reference, layer: LayerToPush, progress: Progress): Promise<Descriptor> {
    const { domain, path } = reference;
    const parts = { store: this.#store, connectHost: this.#connectHost, isHub: this.#registries.isHub(domain) };
    const push = new LayerPush(parts, domain, layer, progress);
    const attempt = async (): Promise<PushedLayer> => {
      const connection = await session.connect();
      return push.attempt({ session, connection, path }).finally(() => connection.http.close());
    };
    const waiting = (seconds: number): Promise<void> => progress.layer(layer.diffId.slice(7, 19), `Retrying in ${seconds} second${seconds === 1 ? '' : 's'}`);
    try {
      this.#note(reference, layer.diffId, 'uploading', this.#store.layers.tarSize(layer.chainId));
      const { descriptor, how } = await withRetries(attempt, waiting);
      this.#distribution.add(layer.diffId, { ...descriptor, domain, path });
      this.#note(reference, layer.diffId, how, descriptor.size);
      return descriptor;
    } catch (error) {
      this.#note(reference, layer.diffId, 'failed', 0);
      throw error;
    }
  }

  async #pushManifest(pushing: Pushing, image: StoredImage, reference: Reference, layers: readonly Descriptor[], progress: Progress): Promise<Descriptor> {
    const configText = this.#store.configText(image.id);
    const config = { mediaType: types.config, size: new TextEncoder().encode(configText).length, digest: image.id };
    if ((await sizeOfBlob(pushing, config.digest)) === null) {
      const { location } = await startUpload(pushing);
      await finishUpload(pushing, location, config.digest, configText);
    }
    const text = JSON.stringify({ schemaVersion: 2, mediaType: types.manifest, config, layers }, null, 3);
    const { sys, names } = this.#store;
    const digest = `sha256:${sys.hashing.sha256(text)}`;
    const tag = reference.tag ?? 'latest';
    await putManifest(pushing, tag, types.manifest, text);
    names.set({ domain: reference.domain, path: reference.path, digest }, image.id);
    await progress.say(`${tag}: digest: ${digest} size: ${text.length}`);
    await progress.aux({ Tag: tag, Digest: digest, Size: text.length });
    return { mediaType: types.manifest, digest, size: text.length };
  }

  #note(reference: Reference, digest: string, state: TransferEvent['state'], bytes: number): void {
    this.#trace.emit({ kind: 'transfer', reference: familiarString(reference), digest, state, bytes });
  }
}

/** The name of a push; the tag may come apart from it. @throws DaemonError */
export function nameToPush(text: string, tag: string | undefined): Reference {
  const reference = parse(text);
  if (reference.digest !== undefined) throw new DaemonError('internal', 'cannot push a digest reference');
  return tag ? { ...reference, tag } : reference;
}
