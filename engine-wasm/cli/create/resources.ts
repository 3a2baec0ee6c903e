/** Flags that limit what a container may use. */
import type { FullHostConfig } from '../../api/create-request.ts';
import { isSet, list, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { parseBytes, parseNano } from '../values.ts';
import { parseDevice, parseRate, parseUlimit } from './limits.ts';

type Field = keyof FullHostConfig;

const numbers: Readonly<Record<string, Field>> = {
  'blkio-weight': 'BlkioWeight',
  'cpu-period': 'CpuPeriod',
  'cpu-quota': 'CpuQuota',
  'cpu-rt-period': 'CpuRealtimePeriod',
  'cpu-rt-runtime': 'CpuRealtimeRuntime',
  'cpu-shares': 'CpuShares',
  'memory-swappiness': 'MemorySwappiness',
  'oom-score-adj': 'OomScoreAdj',
  'pids-limit': 'PidsLimit',
};
const bytes: Readonly<Record<string, Field>> = {
  'kernel-memory': 'KernelMemory',
  memory: 'Memory',
  'memory-reservation': 'MemoryReservation',
  'shm-size': 'ShmSize',
};
const rates: Readonly<Record<string, Field>> = {
  'device-read-bps': 'BlkioDeviceReadBps',
  'device-read-iops': 'BlkioDeviceReadIOps',
  'device-write-bps': 'BlkioDeviceWriteBps',
  'device-write-iops': 'BlkioDeviceWriteIOps',
};

function fields(flags: FlagValues, names: Readonly<Record<string, Field>>, make: (name: string) => unknown): FullHostConfig {
  const given = Object.entries(names).filter(([name]) => flags[name] !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [field, make(name)]));
}

/** What can be changed while a container runs. @throws Error */
export function changeable(flags: FlagValues): FullHostConfig {
  const swappiness = text(flags, 'memory-swappiness');
  if (Number(swappiness) < -1 || Number(swappiness) > 100) throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  const swap = text(flags, 'memory-swap');
  return {
    ...fields(flags, numbers, (name) => Number(text(flags, name))),
    ...fields(flags, bytes, (name) => parseBytes(text(flags, name))),
    ...fields(flags, rates, (name) => list(flags, name).map(parseRate)),
    ...(swap !== '' && { MemorySwap: swap === '-1' ? -1 : parseBytes(swap) }),
    ...(flags['cpus'] !== undefined && { NanoCpus: parseNano(text(flags, 'cpus')) }),
    CpusetCpus: text(flags, 'cpuset-cpus'),
    CpusetMems: text(flags, 'cpuset-mems'),
  };
}

/** @throws Error */
export function resources(flags: FlagValues): FullHostConfig {
  return {
    ...changeable(flags),
    DeviceCgroupRules: list(flags, 'device-cgroup-rule'),
    Devices: list(flags, 'device').map(parseDevice),
    BlkioWeightDevice: list(flags, 'blkio-weight-device').map((given) => {
      const { Path, Rate } = parseRate(given);
      return { Path, Weight: Rate };
    }),
    Ulimits: list(flags, 'ulimit').map(parseUlimit),
    ...(isSet(flags, 'oom-kill-disable') && { OomKillDisable: true }),
  };
}
