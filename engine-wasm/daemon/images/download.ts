/** One layer into the layer store, verified: from the registry's socket through `unpack`, or by way of the host. */
import type { LayerOutcome, LayerReady } from '../../api/layers.ts';
import type { Sys, SysError } from '../../sys/sys.ts';
import type { Reference } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import type { Descriptor } from './oci.ts';
import type { Progress } from './progress.ts';
import { prepareOnHost } from './host-layers.ts';
import { openBlob, type BlobBody, type Registry } from './registry.ts';
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

/** Between two lines of progress, at least. */
const pieceBytes = 256 * 1024;

/** EPIPE */
const brokenPipe = 32;

/** Feeds the body to `unpack` and tells how far it is. Every descriptor is closed when this ends. */
async function feed(sys: Sys, body: BlobBody, input: number, advanced: (bytes: number) => Promise<void>): Promise<void> {
  try {
    let moved = 0;
    while (moved < body.begun.length) moved += sys.files.write(input, body.begun.subarray(moved));
    while (moved < body.size) {
      const got = await sys.loop.pump(body.fd, input, Math.min(pieceBytes, body.size - moved));
      if (got === 0) throw new DaemonError('internal', 'unexpected EOF');
      moved += got;
      await advanced(moved);
    }
  } finally {
    sys.files.close(body.fd);
    sys.files.close(input);
  }
}

async function receive(sys: Sys, body: BlobBody, directory: string, advanced: (bytes: number) => Promise<void>): Promise<LayerOutcome> {
  const unpacking = startUnpacking(sys, directory);
  const failure = await feed(sys, body, unpacking.input, advanced).then(
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

/** From the registry's socket into `directory/diff`. */
async function unpackHere(
  { sys }: ImageStore,
  registry: Registry,
  reference: Reference,
  { descriptor }: LayerToPull,
  directory: string,
  advanced: (bytes: number) => Promise<void>,
): Promise<LayerOutcome> {
  sys.files.mkdirAll(layerFiles(directory).diff);
  const connection = await registry.connect(reference);
  const body = await openBlob(connection, reference, descriptor.digest).catch((error: unknown) => {
    connection.http.close();
    throw error;
  });
  await advanced(body.begun.length);
  return receive(sys, body, directory, advanced);
}

const isCompressed = ({ mediaType }: Descriptor): boolean => /gzip$/.test(mediaType);

/** Leaves the layer complete in the store, or nothing. @throws DaemonError */
export async function downloadLayer(
  store: ImageStore,
  registry: Registry,
  reference: Reference,
  layer: LayerToPull,
  progress: Progress,
  { onVerified, belowIsThere }: LayerHooks,
): Promise<void> {
  const { sys } = store;
  const { digest, size } = layer.descriptor;
  const id = digest.slice(7, 19);
  const directory = store.temporaryDirectory();
  const advanced = (bytes: number): Promise<void> => progress.layer(id, 'Downloading', bytes, size);
  try {
    const host = await registry.connectHostLayers(reference);
    const blob = { digest, size, compressed: isCompressed(layer.descriptor) };
    await progress.layer(id, 'Downloading', 0, size);
    const outcome = host
      ? await prepareOnHost(sys.files, host.http, blob, layerFiles(directory).diff, advanced)
      : await unpackHere(store, registry, reference, layer, directory, advanced);
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
