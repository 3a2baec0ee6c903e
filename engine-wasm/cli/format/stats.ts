/** What a container uses, as `docker stats` shows it. */
import type { Listing } from './rows.ts';
import { binarySize, humanSize } from './sizes.ts';

interface Cpu {
  readonly cpu_usage: { readonly total_usage: number; readonly percpu_usage?: readonly number[] | null };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

export interface Stats {
  readonly id?: string;
  readonly name?: string;
  readonly cpu_stats: Cpu;
  readonly precpu_stats: Cpu;
  readonly memory_stats: { readonly usage?: number; readonly limit?: number; readonly stats?: Readonly<Record<string, number>> };
  readonly pids_stats: { readonly current?: number };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
  readonly blkio_stats?: { readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null };
}

/** A line of the screen; without stats when there are none yet, or none any more. */
export interface StatsRow {
  /** As it was asked for. */
  readonly container: string;
  readonly stats: Stats | null;
}

/** Percent of one processor. */
function cpuPercent({ cpu_stats: now, precpu_stats: before }: Stats): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const processors = now.online_cpus || (now.cpu_usage.percpu_usage?.length ?? 1);
  return used > 0 && passed > 0 ? (used / passed) * processors * 100 : 0;
}

/** Files in the page cache that nobody looked at lately do not count (cgroup v1 has them as a total). */
function memoryUsed({ memory_stats: { usage = 0, stats = {} } }: Stats): number {
  const idle = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0;
  return idle < usage ? usage - idle : usage;
}

function memoryPercent(stats: Stats): number {
  const { limit = 0 } = stats.memory_stats;
  return limit > 0 ? (memoryUsed(stats) / limit) * 100 : 0;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function network({ networks = {} }: Stats): string {
  const all = Object.values(networks);
  return `${humanSize(sum(all.map(({ rx_bytes }) => rx_bytes)), 3)} / ${humanSize(sum(all.map(({ tx_bytes }) => tx_bytes)), 3)}`;
}

function block({ blkio_stats }: Stats): string {
  const bytes = (operation: string): number =>
    sum((blkio_stats?.io_service_bytes_recursive ?? []).filter(({ op }) => op.toLowerCase().startsWith(operation)).map(({ value }) => value));
  return `${humanSize(bytes('r'), 3)} / ${humanSize(bytes('w'), 3)}`;
}

const column = (title: string, unknown: string, shown: (stats: Stats) => string): readonly [string, (row: StatsRow) => string] => [
  title,
  ({ stats }) => (stats ? shown(stats) : unknown),
];

export const statsListing = (isWhole: boolean): Listing<StatsRow> => ({
  shown: ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'],
  type: '*container.statsContext',
  columns: {
    Container: ['CONTAINER', ({ container }) => container],
    ID: ['CONTAINER ID', ({ container, stats }) => (isWhole ? (stats?.id ?? container) : (stats?.id ?? container).slice(0, 12))],
    Name: column('NAME', '--', ({ name = '' }) => name.replace(/^\//, '') || '--'),
    CPUPerc: column('CPU %', '--', (stats) => `${cpuPercent(stats).toFixed(2)}%`),
    MemUsage: column('MEM USAGE / LIMIT', '-- / --', (stats) => `${binarySize(memoryUsed(stats))} / ${binarySize(stats.memory_stats.limit ?? 0)}`),
    MemPerc: column('MEM %', '--', (stats) => `${memoryPercent(stats).toFixed(2)}%`),
    NetIO: column('NET I/O', '--', network),
    BlockIO: column('BLOCK I/O', '--', block),
    PIDs: column('PIDS', '--', ({ pids_stats }) => String(pids_stats.current ?? 0)),
  },
});
