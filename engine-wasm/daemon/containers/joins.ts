/** Namespaces that a container shares with another one: `--network`, `--pid` and `--ipc container:NAME`. */
import type { HostConfig } from '../../api/containers.ts';
import { badRequest, conflict, DaemonError } from '../errors.ts';
import type { Joins } from '../runtime/plan.ts';
import { isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';

const nameIn = (mode: string | undefined): string | null => /^container:(.+)$/.exec(mode ?? '')?.[1] ?? null;

/** @throws DaemonError with Docker's texts; a network's partner is looked for at the start */
export function checkJoins({ containers }: Engine, { PidMode, IpcMode }: HostConfig): void {
  for (const mode of [PidMode, IpcMode]) {
    const name = nameIn(mode);
    if (name === null) continue;
    try {
      containers.find(name);
    } catch (error) {
      // To a client 404 would mean that the image is missing.
      throw badRequest((error as Error).message);
    }
  }
}

/** Whose network namespace a container is in, if not in one of its own. @throws DaemonError with Docker's texts */
export function networkPartner({ containers }: Engine, { host }: Container): Container | null {
  const name = nameIn(host.NetworkMode);
  if (name === null) return null;
  let partner: Container;
  try {
    partner = containers.find(name);
  } catch (error) {
    throw new DaemonError('not-found', `joining network namespace of container: ${(error as Error).message}`);
  }
  if (!isRunning(partner)) throw conflict(`cannot join network namespace of a non running container: container ${partner.name} is ${partner.state.status}`);
  return partner;
}

function partnerOf({ containers }: Engine, kind: 'PID' | 'IPC', mode: string | undefined): Container | null {
  const name = nameIn(mode);
  if (name === null) return null;
  const partner = containers.find(name);
  if (!isRunning(partner)) throw conflict(`failed to join ${kind} namespace: container ${partner.id} is not running`);
  return partner;
}

/** @throws DaemonError with Docker's texts */
export function joinsOf(engine: Engine, container: Container): Joins {
  const pid = partnerOf(engine, 'PID', container.host.PidMode);
  const ipc = partnerOf(engine, 'IPC', container.host.IpcMode);
  if (ipc && ipc.host.IpcMode !== 'shareable')
    throw new DaemonError(
      'internal',
      `failed to join IPC namespace: container ${ipc.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    );
  return {
    net: networkPartner(engine, container)?.state.pid ?? 0,
    pid: pid?.state.pid ?? 0,
    ipc: ipc?.state.pid ?? 0,
    shm: ipc ? shmOf(ipc) : container.host.IpcMode === 'shareable' ? shmOf(container) : '',
  };
}

/** Where the machine has /dev/shm of a container that shares it. */
const shmOf = ({ id }: Container): string => `/run/docker/shm/${id}`;

/** The shared memory of a container that offered it goes with it. */
export function releaseSharedMemory({ sys }: Engine, container: Container): void {
  if (container.host.IpcMode !== 'shareable' || !sys.files.exists(shmOf(container))) return;
  sys.files.umount(shmOf(container), 0);
  sys.files.rmdir(shmOf(container));
}
