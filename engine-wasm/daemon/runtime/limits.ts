import type { Step } from '../../api/plan.ts';
import type { HostConfig } from '../../api/containers.ts';
import { badRequest } from '../errors.ts';

const smallestMemory = 6 * 1024 * 1024;
const cpuPeriodUs = 100_000;

export const cgroupOf = (id: string): string => `/sys/fs/cgroup/docker/${id}`;

/** moby's verifyPlatformContainerResources, memory. @throws DaemonError bad-request with Docker's texts */
function checkMemory({ Memory = 0, MemorySwap = 0, MemoryReservation = 0 }: HostConfig): void {
  if (Memory > 0 && Memory < smallestMemory) throw badRequest('Minimum memory limit allowed is 6MB');
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory) throw badRequest('Minimum memoryswap limit should be larger than memory limit, see usage');
  if (Memory === 0 && MemorySwap > 0) throw badRequest('You should always set the Memory limit when using Memoryswap limit, see usage');
  if (MemoryReservation > 0 && MemoryReservation < smallestMemory) throw badRequest('Minimum memory reservation allowed is 6MB');
  if (Memory > 0 && MemoryReservation > Memory) throw badRequest('Minimum memory limit can not be less than memory reservation limit, see usage');
}

function checkCpu({ NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0, CpuShares = 0 }: HostConfig): void {
  if (NanoCpus > 0 && CpuPeriod > 0) throw badRequest('Conflicting options: Nano CPUs and CPU Period cannot both be set');
  if (NanoCpus > 0 && CpuQuota > 0) throw badRequest('Conflicting options: Nano CPUs and CPU Quota cannot both be set');
  if (NanoCpus < 0 || NanoCpus > 1e9) throw badRequest('range of CPUs is from 0.01 to 1.00, as there are only 1 CPUs available');
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000))
    throw badRequest('CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)');
  if (CpuQuota > 0 && CpuQuota < 1000) throw badRequest('CPU cfs quota can not be less than 1ms (i.e. 1000)');
  if (CpuShares < 0) throw badRequest(`invalid CPU shares (${CpuShares}): value must be a positive integer`);
}

/** @throws DaemonError bad-request with Docker's texts */
export function checkLimits(host: HostConfig): void {
  checkMemory(host);
  checkCpu(host);
  const { OomScoreAdj = 0, BlkioWeight = 0, Runtime = '' } = host;
  if (OomScoreAdj < -1000 || OomScoreAdj > 1000) throw badRequest(`Invalid value ${OomScoreAdj}, range for oom score adj is [-1000, 1000]`);
  if (BlkioWeight < 0) throw badRequest('Invalid value, block IO weight must not be negative');
  if (Runtime !== '' && Runtime !== 'runc' && Runtime !== 'io.containerd.runc.v2') throw badRequest(`unknown or invalid runtime name: ${Runtime}`);
}

/** What is asked for and this kernel does not have, as Docker says it: one processor, no block devices, no swap. */
export function limitWarnings({ BlkioWeight, CpusetCpus, CpusetMems, MemorySwappiness, OomKillDisable }: HostConfig): readonly string[] {
  const discarded = (what: string, name: string): string => `Your kernel does not support ${what} or the cgroup is not mounted. ${name} discarded.`;
  return [
    ...(MemorySwappiness != null && MemorySwappiness !== -1 ? [discarded('memory swappiness capabilities', 'Memory swappiness')] : []),
    ...(OomKillDisable ? ['Your kernel does not support OomKillDisable. OomKillDisable discarded.'] : []),
    ...(CpusetCpus || CpusetMems ? [discarded('cpuset', 'CPUset')] : []),
    ...(BlkioWeight ? [discarded('Block I/O weight', 'Weight')] : []),
  ];
}

/** CPU shares (2–262144) as cgroup v2 weight (1–10000): runc's conversion. */
function weightOf(shares: number): number {
  return Math.floor(1 + ((Math.min(Math.max(shares, 2), 262144) - 2) * 9999) / 262142);
}

/** Writes that set a container's limits (cgroup v2; Documentation/admin-guide/cgroup-v2.rst). */
export function limitSteps(id: string, host: HostConfig): readonly Step[] {
  const directory = cgroupOf(id);
  const write = (file: string, data: string, optional = false): Step => ({ by: 'monitor', op: 'write', path: `${directory}/${file}`, data, optional });
  const steps: Step[] = [{ by: 'monitor', op: 'mkdir', path: directory, mode: 0o755 }];
  if (host.Memory) steps.push(write('memory.max', String(host.Memory)), write('memory.swap.max', '0', true), write('memory.oom.group', '0', true));
  if (host.MemoryReservation) steps.push(write('memory.low', String(host.MemoryReservation)));
  if (host.NanoCpus) steps.push(write('cpu.max', `${Math.round((host.NanoCpus * cpuPeriodUs) / 1e9)} ${cpuPeriodUs}`));
  else if (host.CpuQuota || host.CpuPeriod)
    steps.push(write('cpu.max', `${host.CpuQuota && host.CpuQuota > 0 ? host.CpuQuota : 'max'} ${host.CpuPeriod || cpuPeriodUs}`));
  if (host.CpuShares) steps.push(write('cpu.weight', String(weightOf(host.CpuShares))));
  if (host.PidsLimit && host.PidsLimit > 0) steps.push(write('pids.max', String(host.PidsLimit)));
  return steps;
}
