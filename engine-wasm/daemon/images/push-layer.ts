/** One layer of a push: what the registry has is not sent, what it has elsewhere is mounted, the rest is uploaded. */
import { O_WRONLY } from '../../sys/constants.ts';
import { FdStream } from '../../sys/fd-stream.ts';
import type { Body } from '../../wire/http/message.ts';
import { isFailure, startProgram, type Running } from '../archive/program.ts';
import { DaemonError } from '../errors.ts';
import type { LayerSource } from '../registry/distribution.ts';
import { ConnectionFailure, type RegistryConnection } from '../registry/session.ts';
import { askUpload, finishUpload, sendBlob, sizeOfBlob, startUpload, type Pushing, type UploadBegun } from '../registry/upload.ts';
import { openOnHost, uploadByHost } from './host-layers.ts';
import type { ConnectHost } from './layer-archive.ts';
import type { Descriptor } from './oci.ts';
import type { Progress } from './progress.ts';
import type { ImageStore } from './store.ts';

export interface LayerToPush {
  readonly chainId: string;
  readonly diffId: string;
  /** Its compressed forms that registries are known to have. */
  readonly sources: readonly LayerSource[];
}

export interface PushedLayer {
  readonly descriptor: Descriptor;
  readonly how: 'present' | 'mounted' | 'pushed';
}

/** What a push needs beside its connection. */
export interface PushParts {
  readonly store: ImageStore;
  readonly connectHost: ConnectHost;
  /** The registry is the host's own: it takes a layer from a file. */
  readonly isHub: boolean;
}

interface Uploaded {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly location: string;
}

type Advanced = (bytes: number) => Promise<void>;

/** Between two lines of progress, at least. */
const pieceBytes = 256 * 1024;

/** Docker's manifest names layers with gzip; the same bytes are called otherwise elsewhere. */
const mediaType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const ociMediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';

async function findExisting(pushing: Pushing, sources: readonly LayerSource[]): Promise<Descriptor | null> {
  for (const digest of new Set(sources.map((source) => source.digest))) {
    const size = await sizeOfBlob(pushing, digest);
    if (size !== null) return { mediaType, digest, size };
  }
  return null;
}

/** Tells how much was read. */
function counted(body: Body, advanced: Advanced): Body {
  let sent = 0;
  let told = 0;
  return {
    async read() {
      const bytes = await body.read();
      sent += bytes?.length ?? 0;
      if (bytes === null || sent - told < pieceBytes) return bytes;
      told = sent;
      await advanced(sent);
      return bytes;
    },
  };
}

interface Parts {
  readonly split: string;
  readonly diff: string;
}

function startRepacking({ sys }: ImageStore, { split, diff }: Parts, output: number, ...options: readonly string[]): Running<{ digest: string; size: number }> {
  return startProgram(sys, ['repack', split, diff, ...options], (result) => [null, output, 2, result]) as Running<{ digest: string; size: number }>;
}

/** The host takes the archive from a file. */
async function uploadFromFile(
  { store, connectHost }: PushParts,
  { session }: Pushing,
  location: string,
  { diffId, chainId }: LayerToPush,
  parts: Parts,
  advanced: Advanced,
): Promise<Uploaded> {
  const { sys, layers } = store;
  const host = (await connectHost()) as RegistryConnection;
  const write = async (file: string): Promise<void> => {
    const output = sys.files.open(file, O_WRONLY);
    const { result } = startRepacking(store, parts, output);
    sys.files.close(output);
    const outcome = await result;
    if (isFailure(outcome)) throw new DaemonError('internal', outcome.error);
  };
  const destination = { location, authorization: session.authorization };
  try {
    return await uploadByHost(host.http, { diffId, size: layers.tarSize(chainId), destination, write, advanced });
  } finally {
    host.http.close();
  }
}

/** What the registry has already is read, and not sent. */
function withoutBegin(body: Body, begin: number): Body {
  return {
    async read() {
      const bytes = await body.read();
      if (bytes === null) return null;
      const dropped = Math.min(begin, bytes.length);
      begin -= dropped;
      return bytes.subarray(dropped);
    },
  };
}

/** Compressed here, and sent as it is made: its length is known at the end. The same files make the same bytes each time. */
async function uploadPacked({ store }: PushParts, pushing: Pushing, { location, from }: UploadBegun, parts: Parts, advanced: Advanced): Promise<Uploaded> {
  const { sys } = store;
  const [output, input] = sys.sockets.pipe();
  sys.sockets.setBlocking(input, true);
  const packing = startRepacking(store, parts, input, 'gzip');
  sys.files.close(input);
  const pipe = new FdStream(sys, output);
  try {
    const next = await sendBlob(pushing, location, withoutBegin(counted(pipe, advanced), from));
    const packed = await packing.result;
    if (isFailure(packed)) throw new DaemonError('internal', packed.error);
    return { ...packed, location: next };
  } catch (error) {
    packing.cancel();
    await packing.result;
    throw error;
  } finally {
    pipe.close();
  }
}

/** A layer that the host unpacked. */
async function uploadFromHost(
  { connectHost }: PushParts,
  pushing: Pushing,
  { location, from }: UploadBegun,
  { diffId }: LayerToPush,
  advanced: Advanced,
): Promise<Uploaded> {
  const host = (await connectHost()) as RegistryConnection;
  try {
    const { body, digest, size } = await openOnHost(host, diffId);
    return { digest, size, location: await sendBlob(pushing, location, withoutBegin(counted(body, advanced), from)) };
  } finally {
    host.http.close();
  }
}

async function upload(parts: PushParts, pushing: Pushing, begun: UploadBegun, layer: LayerToPush, progress: Progress): Promise<Descriptor> {
  const { layers } = parts.store;
  const id = layer.diffId.slice(7, 19);
  const total = layers.tarSize(layer.chainId);
  const advanced: Advanced = (sent) => progress.layer(id, 'Pushing', sent, total);
  await advanced(0);
  const own = layers.archiveParts(layer.chainId);
  const sent = !own
    ? await uploadFromHost(parts, pushing, begun, layer, advanced)
    : parts.isHub
      ? await uploadFromFile(parts, pushing, begun.location, layer, own, advanced)
      : await uploadPacked(parts, pushing, begun, own, advanced);
  await finishUpload(pushing, sent.location, sent.digest);
  return { mediaType, digest: sent.digest, size: sent.size };
}

/** One layer into one repository, in as many attempts as it takes. */
export class LayerPush {
  readonly #parts: PushParts;
  readonly #domain: string;
  readonly #layer: LayerToPush;
  readonly #progress: Progress;
  /** Of the upload that was begun last. */
  #location: string | null = null;

  constructor(parts: PushParts, domain: string, layer: LayerToPush, progress: Progress) {
    this.#parts = parts;
    this.#domain = domain;
    this.#layer = layer;
    this.#progress = progress;
  }

  /** Takes up what an earlier attempt left. @throws DaemonError */
  async attempt(pushing: Pushing): Promise<PushedLayer> {
    const resumed = await this.#resume(pushing);
    if (resumed) return resumed;
    const id = this.#layer.diffId.slice(7, 19);
    const sources = this.#layer.sources.filter((source) => source.mediaType === mediaType || source.mediaType === ociMediaType);
    const existing = await findExisting(pushing, sources);
    if (existing) {
      await this.#progress.layer(id, 'Layer already exists');
      return { descriptor: existing, how: 'present' };
    }
    const elsewhere = sources.find(({ domain, path }) => domain === this.#domain && path !== pushing.path);
    const { mounted, location } = await startUpload(pushing, elsewhere && { digest: elsewhere.digest, from: elsewhere.path });
    if (elsewhere && mounted) {
      await this.#progress.layer(id, `Mounted from ${elsewhere.path}`);
      return { descriptor: { mediaType, digest: elsewhere.digest, size: elsewhere.size }, how: 'mounted' };
    }
    return this.#upload(pushing, { location, from: 0 });
  }

  /** `null` when it has to be begun anew. What the host sends it sends whole. */
  async #resume(pushing: Pushing): Promise<PushedLayer | null> {
    const location = this.#location;
    this.#location = null;
    const begun = location === null || this.#parts.isHub ? null : await askUpload(pushing, location);
    return (
      begun &&
      this.#upload(pushing, begun).catch((error: unknown) => {
        if (error instanceof ConnectionFailure) throw error;
        return null;
      })
    );
  }

  async #upload(pushing: Pushing, begun: UploadBegun): Promise<PushedLayer> {
    this.#location = begun.location;
    const descriptor = await upload(this.#parts, pushing, begun, this.#layer, this.#progress);
    await this.#progress.layer(this.#layer.diffId.slice(7, 19), 'Pushed');
    return { descriptor, how: 'pushed' };
  }
}
