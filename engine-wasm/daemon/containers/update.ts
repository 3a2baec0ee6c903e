import type { HostConfig } from '../../api/containers.ts';
import { conflict, DaemonError } from '../errors.ts';
import { checkLimits, limitSteps } from '../runtime/limits.ts';
import { isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { checkRestartPolicy } from './restart-policy.ts';

const resources = ['Memory', 'MemorySwap', 'MemoryReservation', 'NanoCpus', 'CpuPeriod', 'CpuQuota', 'CpuShares', 'PidsLimit'] as const;

/** What a client may change of a container that is there. */
type UpdateRequest = Pick<HostConfig, (typeof resources)[number] | 'RestartPolicy'>;

function refuse(container: Container, why: string): never {
  throw conflict(`Cannot update container ${container.id}: ${why}`);
}

/** The host configuration with the given limits on top; what is absent or 0 stays. */
function merge(container: Container, request: UpdateRequest): HostConfig {
  const { host } = container;
  const { Memory = 0, MemorySwap = 0, RestartPolicy } = request;
  if (Memory > (host.MemorySwap ?? 0) && host.MemorySwap !== -1 && MemorySwap === 0)
    refuse(container, 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time');
  if (RestartPolicy?.Name && host.AutoRemove) refuse(container, 'Restart policy cannot be updated because AutoRemove is enabled for the container');
  const given = Object.fromEntries(resources.filter((name) => request[name]).map((name) => [name, request[name]]));
  return { ...host, ...given, ...(RestartPolicy?.Name && { RestartPolicy }) };
}

/** The limits' steps, carried out by the daemon itself: the cgroup is there. */
function apply({ sys }: Engine, container: Container): void {
  for (const step of limitSteps(container.id, container.host)) {
    if (step.op !== 'write') continue;
    try {
      sys.files.writeExisting(step.path, step.data);
    } catch (error) {
      if (!step.optional) throw new DaemonError('internal', `Cannot update container ${container.id}: ${(error as Error).message}`);
    }
  }
}

/** `POST /containers/{id}/update`. @throws DaemonError with Docker's texts */
export function updateContainer(engine: Engine, container: Container, request: UpdateRequest): void {
  checkRestartPolicy(request.RestartPolicy);
  checkLimits(request);
  const before = container.host;
  container.host = merge(container, request);
  try {
    if (isRunning(container)) apply(engine, container);
  } catch (error) {
    container.host = before;
    throw error;
  }
  engine.containers.save(container);
  engine.events.emit('container', 'update', container.id, engine.attributesOf(container));
}
