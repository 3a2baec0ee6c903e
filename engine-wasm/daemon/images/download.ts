/** One layer: from the registry's socket through `unpack` into the layer store, verified. */
import type { Sys, SysError } from '../../sys/sys.ts';
import type { Reference } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import type { Descriptor } from './oci.ts';
import type { Progress } from './progress.ts';
import { openBlob, type BlobBody, type Registry } from './registry.ts';
import type { ImageStore } from './store.ts';
import { startUnpacking, type UnpackFailure, type Unpacked } from './unpack.ts';

export interface LayerToPull {
  readonly descriptor: Descriptor;
  readonly diffId: string;
  readonly chainId: string;
  readonly parent: string | undefined;
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

async function receive(
  sys: Sys,
  body: BlobBody,
  directory: string,
  compressed: boolean,
  advanced: (bytes: number) => Promise<void>,
): Promise<Unpacked | UnpackFailure> {
  const unpacking = startUnpacking(sys, directory, compressed);
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

function verify({ descriptor, diffId }: LayerToPull, outcome: Unpacked | UnpackFailure): Unpacked {
  if (outcome.digest !== undefined && outcome.digest !== descriptor.digest)
    throw new DaemonError('internal', `filesystem layer verification failed for digest ${descriptor.digest}`);
  if ('error' in outcome) throw new DaemonError('internal', `failed to register layer: ${outcome.error}`);
  if (outcome.diffId !== diffId) throw new DaemonError('internal', "layers from manifest don't match image configuration");
  return outcome;
}

/** Leaves the layer complete in the store, or nothing. @throws DaemonError */
export async function downloadLayer(
  store: ImageStore,
  registry: Registry,
  reference: Reference,
  layer: LayerToPull,
  progress: Progress,
  onVerified: () => void,
): Promise<void> {
  const { sys } = store;
  const { digest, size, mediaType } = layer.descriptor;
  const id = digest.slice(7, 19);
  const directory = store.temporaryDirectory();
  try {
    sys.files.mkdirAll(`${directory}/diff`, 0o755);
    const connection = await registry.connect(reference);
    const body = await openBlob(connection, reference, digest).catch((error: unknown) => {
      connection.http.close();
      throw error;
    });
    await progress.layer(id, 'Downloading', body.begun.length, size);
    const advanced = (bytes: number): Promise<void> => progress.layer(id, 'Downloading', bytes, size);
    const outcome = await receive(sys, body, `${directory}/diff`, /gzip$/.test(mediaType), advanced);
    await progress.layer(id, 'Verifying Checksum');
    const unpacked = verify(layer, outcome);
    onVerified();
    await progress.layer(id, 'Download complete');
    await progress.layer(id, 'Extracting', size, size);
    store.layers.commit({ ...layer, size: unpacked.unpackedSize }, directory);
    await progress.layer(id, 'Pull complete');
  } finally {
    sys.files.removeAll(directory);
  }
}
