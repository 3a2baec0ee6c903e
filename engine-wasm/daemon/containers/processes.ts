import { conflict } from '../errors.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';

function pidsOf({ sys }: Engine, { id }: Container): readonly string[] {
  return sys.files
    .readText(`${cgroupOf(id)}/cgroup.procs`)
    .split('\n')
    .filter((pid) => pid !== '' && pid !== '0');
}

function row({ sys }: Engine, pid: string): string[] {
  const status = sys.files.readText(`/proc/${pid}/status`);
  const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const command = sys.files.readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  const uid = field('Uid');
  return [uid === '0' ? 'root' : uid, pid, field('PPid'), '0', '00:00', '?', '00:00:00', command || field('Name')];
}

/** `GET /containers/{id}/top`: the processes as the machine sees them. */
export function topContainer(engine: Engine, container: Container): unknown {
  if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
  return { Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'], Processes: pidsOf(engine, container).map((pid) => row(engine, pid)) };
}

function numbers(text: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const [name, value] = line.split(' ');
    if (name) result[name] = Number(value);
  }
  return result;
}

/** One sample of what the cgroup files say, in Docker's shape. */
export function sampleStats({ sys }: Engine, container: Container): Record<string, unknown> {
  const directory = cgroupOf(container.id);
  const read = (file: string): string => sys.files.readText(`${directory}/${file}`).trim();
  const idle = { read: sys.clock.timestamp(), id: container.id, name: `/${container.name}` };
  if (!isRunning(container)) return { ...idle, cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {}, pids_stats: {} };
  const cpu = numbers(read('cpu.stat'));
  const [, user = 0, nice = 0, system = 0, rest = 0] = sys.files.readText('/proc/stat').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? [];
  const memory = numbers(read('memory.stat'));
  const limit = read('memory.max');
  const total = Number(/MemTotal: +(\d+)/.exec(sys.files.readText('/proc/meminfo'))?.[1] ?? 0) * 1024;
  return {
    ...idle,
    cpu_stats: {
      cpu_usage: {
        total_usage: (cpu['usage_usec'] ?? 0) * 1000,
        usage_in_kernelmode: (cpu['system_usec'] ?? 0) * 1000,
        usage_in_usermode: (cpu['user_usec'] ?? 0) * 1000,
      },
      system_cpu_usage: (user + nice + system + rest) * 1e7,
      online_cpus: 1,
    },
    memory_stats: { usage: Number(read('memory.current')), limit: limit === 'max' ? total : Number(limit), stats: memory },
    pids_stats: { current: Number(read('pids.current')) },
    networks: {},
    blkio_stats: { io_service_bytes_recursive: [] },
  };
}
