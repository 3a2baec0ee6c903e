/** `GET /containers/{id}/stats`: what the cgroup's files and the network namespace's counters say, in Docker's shape. */
import type { Files } from '../../sys/sys.ts';
import { isTrue, json, type Reply, type StreamWriter } from '../http/router.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { isRunning, zeroTime, type Container } from './container.ts';
import type { Engine } from './engine.ts';

const sampleMs = 1000;
const userHertz = 100;

type Sample = Readonly<Record<string, unknown>>;

const noCpu = {
  cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
};

/** `name value` a line. */
function numbers(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(text.split('\n').flatMap((line) => (line === '' ? [] : [[line.split(' ')[0] as string, Number(line.split(' ')[1])]])));
}

function cpuStats(files: Files, cgroup: string): unknown {
  const cpu = numbers(files.readText(`${cgroup}/cpu.stat`));
  const machine = (files.readText('/proc/stat').split('\n', 1)[0] as string).split(/\s+/).slice(1, 9).map(Number);
  const ns = (name: string): number => (cpu[name] ?? 0) * 1000;
  return {
    cpu_usage: { total_usage: ns('usage_usec'), usage_in_kernelmode: ns('system_usec'), usage_in_usermode: ns('user_usec') },
    system_cpu_usage: machine.reduce((sum, ticks) => sum + ticks, 0) * (1e9 / userHertz),
    online_cpus: 1,
    throttling_data: { periods: cpu['nr_periods'] ?? 0, throttled_periods: cpu['nr_throttled'] ?? 0, throttled_time: ns('throttled_usec') },
  };
}

function memoryStats(files: Files, cgroup: string): unknown {
  const limit = files.readText(`${cgroup}/memory.max`).trim();
  const machine = Number(/MemTotal: +(\d+)/.exec(files.readText('/proc/meminfo'))?.[1] ?? 0) * 1024;
  return {
    usage: Number(files.readText(`${cgroup}/memory.current`)),
    stats: numbers(files.readText(`${cgroup}/memory.stat`)),
    limit: limit === 'max' ? machine : Number(limit),
  };
}

/** io.stat: `8:0 rbytes=1 wbytes=2 rios=3 …`. */
function blockStats(files: Files, cgroup: string): unknown {
  const text = files.exists(`${cgroup}/io.stat`) ? files.readText(`${cgroup}/io.stat`) : '';
  const entries = [...text.matchAll(/^(\d+):(\d+) .*?rbytes=(\d+) wbytes=(\d+)/gm)].flatMap(([, major, minor, read, write]) => [
    { major: Number(major), minor: Number(minor), op: 'read', value: Number(read) },
    { major: Number(major), minor: Number(minor), op: 'write', value: Number(write) },
  ]);
  return { io_service_bytes_recursive: entries };
}

/** /proc/PID/net/dev of the container's first process, without the loopback. */
function networkStats(files: Files, pid: number): unknown {
  const rows = [...files.readText(`/proc/${pid}/net/dev`).matchAll(/^\s*([^\s:]+):\s*(.+)$/gm)];
  const counters = rows
    .filter(([, name]) => name !== 'lo')
    .map(([, name = '', values = '']) => {
      const [rx_bytes, rx_packets, rx_errors, rx_dropped, , , , , tx_bytes, tx_packets, tx_errors, tx_dropped] = values.trim().split(/\s+/).map(Number);
      return [name, { rx_bytes, rx_packets, rx_errors, rx_dropped, tx_bytes, tx_packets, tx_errors, tx_dropped }];
    });
  return Object.fromEntries(counters) as unknown;
}

function running(files: Files, container: Container): Sample {
  const cgroup = cgroupOf(container.id);
  const { NetworkMode } = container.host;
  return {
    pids_stats: { current: Number(files.readText(`${cgroup}/pids.current`)) },
    blkio_stats: blockStats(files, cgroup),
    cpu_stats: cpuStats(files, cgroup),
    memory_stats: memoryStats(files, cgroup),
    ...(NetworkMode !== 'none' && NetworkMode !== 'host' && { networks: networkStats(files, container.state.pid) }),
  };
}

/** The container may end while it is looked at: then it is one that does not run. */
function measure(files: Files, container: Container): Sample {
  try {
    if (isRunning(container)) return running(files, container);
  } catch {
    // Told as idle below.
  }
  return { pids_stats: {}, blkio_stats: {}, cpu_stats: noCpu, memory_stats: {} };
}

function sample({ sys }: Engine, container: Container, before: Sample | null): Sample {
  return {
    name: `/${container.name}`,
    id: container.id,
    read: sys.clock.timestamp(),
    preread: before?.['read'] ?? zeroTime,
    num_procs: 0,
    storage_stats: {},
    ...measure(sys.files, container),
    precpu_stats: before?.['cpu_stats'] ?? noCpu,
  };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, sampleMs));

async function follow(engine: Engine, container: Container, writer: StreamWriter): Promise<void> {
  let gone = false;
  const leaving = writer.clientGone.then(() => (gone = true));
  for (let last: Sample | null = null; !gone && engine.containers.has(container.id);) {
    last = sample(engine, container, last);
    await writer.write(`${JSON.stringify(last)}\n`);
    await Promise.race([pause(), leaving]);
  }
}

/** `stream` (the default): one sample a second. Else one, with the one before it unless `one-shot` does without. */
export async function containerStats(engine: Engine, container: Container, query: Readonly<Record<string, string>>): Promise<Reply> {
  if (query['stream'] === undefined || isTrue(query['stream']))
    return { kind: 'stream', status: 200, contentType: 'application/json', write: (writer) => follow(engine, container, writer) };
  if (isTrue(query['one-shot']) || !isRunning(container)) return json(sample(engine, container, null));
  const first = sample(engine, container, null);
  await pause();
  return json(sample(engine, container, first));
}
