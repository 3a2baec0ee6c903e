/** A stored layer as an archive again, byte by byte as it came: for `save`, and for a push. */
import type { Fd } from '../../sys/sys.ts';
import { isFailure, startProgram } from '../archive/program.ts';
import { DaemonError } from '../errors.ts';
import { copyFromHost } from './host-layers.ts';
import type { RegistryConnection } from '../registry/session.ts';
import type { ImageStore } from './store.ts';

/** To the host that unpacked some of the layers, for their archives. @throws DaemonError */
export type ConnectHost = () => Promise<RegistryConnection | null>;

/** Writes the archive to a socket or pipe that does not block, and stays the caller's. @throws DaemonError */
export async function writeLayer({ sys, layers }: ImageStore, connectHost: ConnectHost, chainId: string, output: Fd): Promise<void> {
  const parts = layers.archiveParts(chainId);
  if (!parts) {
    const host = await connectHost();
    if (!host) throw new DaemonError('internal', `layer ${layers.diffId(chainId)}: the host does not answer`);
    return copyFromHost(sys, host, layers.diffId(chainId), output);
  }
  // While the program writes, nobody else does: one that waits for a slow reader holds nobody up.
  sys.sockets.setBlocking(output, true);
  const outcome = await startProgram<object>(sys, ['repack', parts.split, parts.diff], (result) => [null, output, 2, result]).result;
  sys.sockets.setBlocking(output, false);
  if (isFailure(outcome)) throw new DaemonError('internal', outcome.error);
}
