/** `GET /containers/{id}/top`: the container's processes as the machine sees them, in the columns that ps would print. */
import type { Sys } from '../../sys/sys.ts';
import { conflict, DaemonError } from '../errors.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';

const ticksPerSecond = 100;
const pageBytes = 4096;
const ptyMajor = 136;

interface Process {
  readonly pid: string;
  readonly uid: string;
  readonly user: string;
  readonly parent: string;
  readonly state: string;
  readonly name: string;
  readonly command: string;
  readonly terminal: string;
  /** Seconds of processor time. */
  readonly cpuSeconds: number;
  /** Seconds since its start. */
  readonly elapsed: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** Bytes. */
  readonly virtual: number;
  readonly resident: number;
  /** Bytes of the machine. */
  readonly memory: number;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
const hms = (seconds: number): string => `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
const clockTime = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
const cpuShare = ({ cpuSeconds, elapsed }: Process): number => (elapsed > 0 ? (100 * cpuSeconds) / elapsed : 0);

interface Column {
  readonly title: string;
  readonly value: (process: Process) => string;
}

/** By the names that `ps -o` takes. */
const columns: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', value: ({ pid }) => pid },
  ppid: { title: 'PPID', value: ({ parent }) => parent },
  user: { title: 'USER', value: ({ user }) => user },
  uid: { title: 'UID', value: ({ uid }) => uid },
  comm: { title: 'COMMAND', value: ({ name }) => name },
  args: { title: 'COMMAND', value: ({ command }) => command },
  command: { title: 'COMMAND', value: ({ command }) => command },
  cmd: { title: 'CMD', value: ({ command }) => command },
  tty: { title: 'TT', value: ({ terminal }) => terminal },
  stat: { title: 'STAT', value: ({ state }) => state },
  s: { title: 'S', value: ({ state }) => state },
  time: { title: 'TIME', value: ({ cpuSeconds }) => hms(cpuSeconds) },
  etime: { title: 'ELAPSED', value: ({ elapsed }) => (elapsed < 3600 ? hms(elapsed).slice(3) : hms(elapsed)) },
  stime: { title: 'STIME', value: ({ started }) => clockTime(started) },
  vsz: { title: 'VSZ', value: ({ virtual }) => String(Math.floor(virtual / 1024)) },
  rss: { title: 'RSS', value: ({ resident }) => String(Math.floor(resident / 1024)) },
  pcpu: { title: '%CPU', value: (process) => cpuShare(process).toFixed(1) },
  pmem: { title: '%MEM', value: ({ resident, memory }) => ((100 * resident) / memory).toFixed(1) },
};

const named = (name: string): Column => columns[name] as Column;
const full: readonly Column[] = [
  { title: 'UID', value: ({ user }) => user },
  named('pid'),
  named('ppid'),
  { title: 'C', value: (process) => String(Math.floor(cpuShare(process))) },
  named('stime'),
  { title: 'TTY', value: ({ terminal }) => terminal },
  named('time'),
  named('cmd'),
];
const bsd: readonly Column[] = [
  ...['user', 'pid', 'pcpu', 'pmem', 'vsz', 'rss'].map(named),
  { title: 'TTY', value: ({ terminal }) => terminal },
  named('stat'),
  { title: 'START', value: ({ started }) => clockTime(started) },
  { title: 'TIME', value: ({ cpuSeconds }) => `${Math.floor(cpuSeconds / 60)}:${two(cpuSeconds % 60)}` },
  named('args'),
];

/** What ps prints for some arguments. @throws DaemonError internal for those that are not known here */
function columnsFor(psArgs: string): readonly Column[] {
  if (/^-?(e?f|fe)$/.test(psArgs)) return full;
  if (/^-?(aux|xau|axu)w*$/.test(psArgs)) return bsd;
  const list = /^-?(?:e?o|A?o)\s*(\S+)$/.exec(psArgs.replace(/^-[eA]\s+-o/, '-o'))?.[1];
  if (list === undefined) throw new DaemonError('internal', `ps: error: unsupported option (${psArgs})`);
  return list.split(',').map((name) => {
    const column = columns[name.toLowerCase()];
    if (!column) throw new DaemonError('internal', `ps: error: unknown user-defined format specifier "${name}"`);
    return column;
  });
}

function terminalName(device: number): string {
  return device >> 8 === ptyMajor ? `pts/${device & 255}` : '?';
}

/** What all processes are measured against. */
function machineOf({ files }: Sys): { bootMs: number; uptime: number; memory: number; users: ReadonlyMap<string, string> } {
  const number = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  const rows = files
    .readText('/etc/passwd')
    .split('\n')
    .map((line) => line.split(':'));
  return {
    bootMs: number(files.readText('/proc/stat'), /^btime (\d+)/m) * 1000,
    uptime: number(files.readText('/proc/uptime'), /^([\d.]+)/),
    memory: number(files.readText('/proc/meminfo'), /MemTotal: +(\d+)/) * 1024,
    users: new Map(rows.map(([name = '', , uid = '']) => [uid, name])),
  };
}

/** proc(5): /proc/PID/stat, whose second field may hold anything between its parentheses. `null` when it has ended meanwhile. */
function readProcess({ files }: Sys, pid: string, machine: ReturnType<typeof machineOf>): Process | null {
  try {
    const stat = files.readText(`/proc/${pid}/stat`);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number): number => Number(fields[number - 3]);
    const uid = String(files.stat(`/proc/${pid}`).uid);
    return {
      pid,
      uid,
      user: machine.users.get(uid) ?? uid,
      parent: String(field(4)),
      state: fields[0] as string,
      name,
      command: files.readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() || `[${name}]`,
      terminal: terminalName(field(7)),
      cpuSeconds: (field(14) + field(15)) / ticksPerSecond,
      elapsed: machine.uptime - field(22) / ticksPerSecond,
      started: machine.bootMs + (field(22) / ticksPerSecond) * 1000,
      virtual: field(23),
      resident: field(24) * pageBytes,
      memory: machine.memory,
    };
  } catch {
    return null;
  }
}

/** @throws DaemonError with Docker's texts */
export function topContainer(
  engine: Engine,
  container: Container,
  psArgs: string,
): { readonly Titles: readonly string[]; readonly Processes: readonly string[][] } {
  if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
  const shown = columnsFor(psArgs);
  if (!shown.includes(named('pid'))) throw new DaemonError('internal', "Couldn't find PID field in ps output");
  const machine = machineOf(engine.sys);
  const pids = engine.sys.files.readText(`${cgroupOf(container.id)}/cgroup.procs`).split('\n');
  const processes = pids.filter((pid) => pid !== '' && pid !== '0').flatMap((pid) => readProcess(engine.sys, pid, machine) ?? []);
  return { Titles: shown.map(({ title }) => title), Processes: processes.map((process) => shown.map(({ value }) => value(process))) };
}
