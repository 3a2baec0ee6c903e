/** One layer into the layer store, verified: from the registry's socket through `unpack`, or by way of the host. */
import type { LayerOutcome, LayerReady } from '../../api/layers.ts';
import type { Fd, Sys, SysError } from '../../sys/sys.ts';
import type { Reference } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import { openBlob, type BlobBody } from '../registry/fetch.ts';
import type { RegistryConnection, RegistrySession } from '../registry/session.ts';
import type { Descriptor } from './oci.ts';
import type { Progress } from './progress.ts';
import { prepareOnHost, silenceMs } from './host-layers.ts';
import type { ImageStore } from './store.ts';
import { layerFiles, startUnpacking } from './unpack.ts';

export interface LayerToPull {
  readonly descriptor: Descriptor;
  readonly diffId: string;
  readonly chainId: string;
  readonly parent: string | undefined;
}

export interface LayerHooks {
  onVerified(): void;
  /** Layers come side by side, and are registered one on the other. @throws DaemonError when the one below did not come */
  belowIsThere(): Promise<void>;
}

/** Where layers come from. */
export interface LayerOrigin {
  readonly session: RegistrySession;
  readonly reference: Reference;
  /** To who prepares the layers outside of the machine; `null` when they are unpacked here. @throws DaemonError */
  connectHostLayers(): Promise<RegistryConnection | null>;
}

type Advanced = (bytes: number) => Promise<void>;

/** Between two lines of progress, at least. */
const pieceBytes = 256 * 1024;

/** Docker's `max-download-attempts`. */
const maxAttempts = 5;

/** EPIPE */
const brokenPipe = 32;

/** Moves up to `limit` bytes; 0 when the registry ended, broke off, or fell silent. @throws SysError when nobody reads any more */
async function movePiece(sys: Sys, from: Fd, to: Fd, limit: number): Promise<number> {
  const silence = setTimeout(() => sys.sockets.shutdown(from), silenceMs);
  try {
    return await sys.loop.pump(from, to, Math.min(pieceBytes, limit));
  } catch (error) {
    if ((error as SysError).errno === brokenPipe) throw error;
    return 0;
  } finally {
    clearTimeout(silence);
  }
}

/** Moves the rest of a blob of `size` bytes, of which `moved` are there, to `unpack`; returns how many are there when the registry stops. */
async function moveRest(sys: Sys, body: BlobBody, input: Fd, moved: number, size: number, advanced: Advanced): Promise<number> {
  try {
    for (let at = 0; at < body.begun.length;) at += sys.files.write(input, body.begun.subarray(at));
    moved += body.begun.length;
    while (moved < size) {
      const got = await movePiece(sys, body.fd, input, size - moved);
      if (got === 0) break;
      moved += got;
      await advanced(moved);
    }
    return moved;
  } finally {
    sys.files.close(body.fd);
  }
}

/** A connection that breaks is taken up again where it stopped, as long as each brings something. Closes `input`. */
async function feed(sys: Sys, { session, reference }: LayerOrigin, { digest, size }: Descriptor, input: Fd, advanced: Advanced): Promise<void> {
  try {
    let moved = 0;
    for (let attempt = 1; moved < size; attempt++) {
      const body = await openBlob({ session, reference }, digest, size, moved);
      const before = moved;
      moved = await moveRest(sys, body, input, moved, size, advanced);
      if (moved === before || (moved < size && attempt === maxAttempts)) throw new DaemonError('internal', 'unexpected EOF');
    }
  } finally {
    sys.files.close(input);
  }
}

/** From the registry's socket into `directory/diff`. */
async function unpackHere(sys: Sys, origin: LayerOrigin, descriptor: Descriptor, directory: string, advanced: Advanced): Promise<LayerOutcome> {
  sys.files.mkdirAll(layerFiles(directory).diff);
  const unpacking = startUnpacking(sys, directory);
  const failure = await feed(sys, origin, descriptor, unpacking.input, advanced).then(
    () => null,
    (error: unknown) => error as SysError,
  );
  // `unpack` closes its input early only when it failed, and then it knows better why.
  if (failure !== null && failure.errno !== brokenPipe) {
    unpacking.cancel();
    await unpacking.result;
    throw failure;
  }
  return unpacking.result;
}

function verify({ descriptor, diffId }: LayerToPull, outcome: LayerOutcome): LayerReady {
  if (outcome.digest !== undefined && outcome.digest !== descriptor.digest)
    throw new DaemonError('internal', `filesystem layer verification failed for digest ${descriptor.digest}`);
  if ('error' in outcome) throw new DaemonError('internal', `failed to register layer: ${outcome.error}`);
  if (outcome.diffId !== diffId) throw new DaemonError('internal', "layers from manifest don't match image configuration");
  return outcome;
}

/** Leaves the layer complete in the store, or nothing. @throws DaemonError */
export async function downloadLayer(
  store: ImageStore,
  origin: LayerOrigin,
  layer: LayerToPull,
  progress: Progress,
  { onVerified, belowIsThere }: LayerHooks,
): Promise<void> {
  const { sys } = store;
  const { digest, size } = layer.descriptor;
  const id = digest.slice(7, 19);
  const directory = store.temporaryDirectory();
  const advanced: Advanced = (bytes) => progress.layer(id, 'Downloading', bytes, size);
  try {
    const host = await origin.connectHostLayers();
    await progress.layer(id, 'Downloading', 0, size);
    const outcome = host
      ? await prepareOnHost(sys.files, host.http, layer.descriptor, layerFiles(directory).diff, advanced)
      : await unpackHere(sys, origin, layer.descriptor, directory, advanced);
    await progress.layer(id, 'Verifying Checksum');
    const unpacked = verify(layer, outcome);
    onVerified();
    await progress.layer(id, 'Download complete');
    await belowIsThere();
    await progress.layer(id, 'Extracting', size, size);
    store.layers.commit({ ...layer, size: unpacked.unpackedSize, tarSize: unpacked.tarSize }, directory);
    await progress.layer(id, 'Pull complete');
  } finally {
    sys.files.removeAll(directory);
  }
}
