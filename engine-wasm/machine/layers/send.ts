/** A layer that was made in the guest, on its way to the hub: verified, compressed and sent by the host. */
import { hostLayers, type LayerDestination, type UploadOutcome, type UploadProgress } from '../../api/layers.ts';
import { gzip } from '../gzip.ts';
import { sha256, type HostLayers } from './layers.ts';
import { uploadsName } from './uploads.ts';

export interface LayerToSend {
  /** Bytes of its archive. */
  readonly size: number;
  readonly diffId: string;
  readonly destination: LayerDestination;
}

export interface Listener {
  say(line: UploadProgress | UploadOutcome): Promise<void>;
  advanced(bytes: number): void;
  readonly clientGone: Promise<unknown>;
}

/** The guest gets a file to write the archive to; when all of it is there the rest follows. Nothing stays when the guest gives up before. */
export async function sendLayer(layers: HostLayers, { size, diffId, destination }: LayerToSend, { say, advanced, clientGone }: Listener): Promise<void> {
  const upload = layers.uploads.start(size, advanced);
  try {
    await say({ file: `${hostLayers}/${uploadsName}/${upload.name}` });
    const archive = await Promise.race([upload.complete, clientGone.then(() => null)]);
    if (archive) await say(await send(layers, archive, diffId, destination));
  } finally {
    layers.uploads.end(upload);
  }
}

async function send(layers: HostLayers, archive: Uint8Array, diffId: string, destination: LayerDestination): Promise<UploadOutcome> {
  try {
    if ((await sha256(archive)) !== diffId) return { error: `layer ${diffId}: its files are not what they were` };
    const blob = await gzip(archive);
    const [digest, location] = await Promise.all([sha256(blob), layers.sendBlob(destination, blob)]);
    return { digest, size: blob.length, location };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
