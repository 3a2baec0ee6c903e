import type { Step } from '../../api/plan.ts';
import type { HostConfig } from '../../api/containers.ts';
import { badRequest } from '../errors.ts';

const smallestMemory = 6 * 1024 * 1024;
const cpuPeriodUs = 100_000;

export const cgroupOf = (id: string): string => `/sys/fs/cgroup/docker/${id}`;

/** @throws DaemonError bad-request with Docker's texts */
export function checkLimits({ Memory, NanoCpus }: HostConfig): void {
  if (Memory && Memory < smallestMemory) throw badRequest('Minimum memory limit allowed is 6MB');
  if (NanoCpus && NanoCpus > 1e9) throw badRequest('range of CPUs is from 0.01 to 1.00, as there are only 1 CPUs available');
}

/** CPU shares (2–262144) as cgroup v2 weight (1–10000): runc's conversion. */
function weightOf(shares: number): number {
  return Math.floor(1 + ((shares - 2) * 9999) / 262142);
}

/** Writes that set a container's limits (cgroup v2; Documentation/admin-guide/cgroup-v2.rst). */
export function limitSteps(id: string, host: HostConfig): readonly Step[] {
  const directory = cgroupOf(id);
  const write = (file: string, data: string, optional = false): Step => ({ by: 'monitor', op: 'write', path: `${directory}/${file}`, data, optional });
  const steps: Step[] = [{ by: 'monitor', op: 'mkdir', path: directory, mode: 0o755 }];
  if (host.Memory) steps.push(write('memory.max', String(host.Memory)), write('memory.swap.max', '0', true), write('memory.oom.group', '0', true));
  if (host.NanoCpus) steps.push(write('cpu.max', `${Math.round((host.NanoCpus * cpuPeriodUs) / 1e9)} ${cpuPeriodUs}`));
  if (host.CpuShares) steps.push(write('cpu.weight', String(weightOf(host.CpuShares))));
  if (host.PidsLimit && host.PidsLimit > 0) steps.push(write('pids.max', String(host.PidsLimit)));
  return steps;
}
