/** A new layer: of an archive, or of what an overlay's upper directory has. */
import type { Fd } from '../../sys/sys.ts';
import { isFailure, startProgram } from '../archive/program.ts';
import { DaemonError } from '../errors.ts';
import { maxLayerDepth } from './layers.ts';
import { chainIds } from './oci.ts';
import type { ImageStore } from './store.ts';
import { layerFiles, unpackFrom, type Devices, type Unpacked } from './unpack.ts';

/** The digest of an archive of nothing: such a layer is left out of an image. */
export const emptyDiffId = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

function chainIdOf({ sys }: ImageStore, below: readonly string[], diffId: string): string {
  return chainIds([...below, diffId], (text) => sys.hashing.sha256(text)).at(-1) as string;
}

/** Takes the unpacked directory over, unless the layer is here already. `below`: diff ids, lowest first. Returns the diff id. */
function keep(store: ImageStore, below: readonly string[], unpacked: Unpacked, directory: string): string {
  const { diffId, unpackedSize: size, tarSize } = unpacked;
  const chainId = chainIdOf(store, below, diffId);
  const parent = below.length > 0 ? chainIdOf(store, below.slice(0, -1), below.at(-1) as string) : undefined;
  if (diffId !== emptyDiffId && !store.layers.has(chainId)) store.layers.commit({ chainId, diffId, parent, size, tarSize }, directory);
  return diffId;
}

/** Adds the layer that an archive holds on the layers `below`; the descriptor stays the caller's. @throws DaemonError; nothing is left then */
export async function addLayer(store: ImageStore, below: readonly string[], source: Fd, devices: Devices): Promise<string> {
  if (below.length === maxLayerDepth) throw new DaemonError('internal', 'max depth exceeded');
  const directory = store.temporaryDirectory();
  try {
    store.sys.files.mkdirAll(layerFiles(directory).diff);
    const outcome = await unpackFrom(store.sys, directory, source, devices).result;
    if (isFailure(outcome)) throw new DaemonError('internal', outcome.error);
    return keep(store, below, outcome, directory);
  } finally {
    store.sys.files.removeAll(directory);
  }
}

/** Adds what `upper` changed on the layers `below`: one program writes the archive, another reads it. @throws DaemonError */
export async function addLayerOf(store: ImageStore, below: readonly string[], upper: string): Promise<string> {
  const { sockets, files } = store.sys;
  const [source, sink] = sockets.pipe();
  for (const fd of [source, sink]) sockets.setBlocking(fd, true);
  const packing = startProgram<object>(store.sys, ['pack', upper, 'overlay'], (result) => [null, sink, 2, result]);
  files.close(sink);
  const [packed, added] = await Promise.allSettled([packing.result, addLayer(store, below, source, 'kept').finally(() => files.close(source))]);
  if (packed.status === 'fulfilled' && isFailure(packed.value) && packed.value.errno !== 'EPIPE') throw new DaemonError('internal', packed.value.error);
  if (added.status === 'rejected') throw added.reason;
  return added.value;
}
