import type { Namespace } from '../../api/plan.ts';
import type { ContainerXRay, NamespaceXRay, ProcessXRay } from '../../api/xray.ts';
import type { Files } from '../../sys/sys.ts';
import { isRunning, mergedOf, overlayOf, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { publishedBy } from '../networks/join.ts';
import { cgroupOf } from '../runtime/limits.ts';

const namespaceTypes: readonly Namespace[] = ['mnt', 'pid', 'net', 'uts', 'ipc', 'cgroup', 'user'];

/** 0 where the process has ended, or the kernel has no such namespaces. */
function namespaceOf(files: Files, pid: number | 'self', type: Namespace): number {
  try {
    return Number(/\[(\d+)\]/.exec(files.readLink(`/proc/${pid}/ns/${type}`))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Empty where the process has ended. */
function read(files: Files, path: string): string {
  try {
    return files.readText(path);
  } catch {
    return '';
  }
}

function namespacesOf({ sys, containers }: Engine, container: Container): NamespaceXRay[] {
  const others = containers.all().filter((other) => other !== container && isRunning(other));
  return namespaceTypes.flatMap((type) => {
    const inode = namespaceOf(sys.files, container.state.pid, type);
    if (inode === 0) return [];
    const sharedWith = others.filter(({ state }) => namespaceOf(sys.files, state.pid, type) === inode).map(({ id }) => id);
    return [{ type, inode, machine: namespaceOf(sys.files, 'self', type) === inode, sharedWith }];
  });
}

function processOf(files: Files, pid: string): ProcessXRay | null {
  const status = read(files, `/proc/${pid}/status`);
  const field = (name: string): string[] => (new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '').split(/\s+/);
  if (status === '') return null;
  return {
    pid: Number(pid),
    inside: Number(field('NSpid').at(-1)),
    parent: Number(field('PPid')[0]),
    uid: Number(field('Uid')[0]),
    command: read(files, `/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() || (field('Name')[0] as string),
  };
}

function processesOf(files: Files, container: Container): ProcessXRay[] {
  const pids = read(files, `${cgroupOf(container.id)}/cgroup.procs`)
    .split('\n')
    .filter(Boolean);
  return pids.map((pid) => processOf(files, pid)).filter((found) => found !== null);
}

/** A container from within, as the kernel has it now. */
export function xrayContainer(engine: Engine, container: Container): ContainerXRay {
  const { files } = engine.sys;
  const overlay = overlayOf(container);
  const pid = isRunning(container) ? container.state.pid : 0;
  const text = (path: string): string => (pid > 0 ? read(files, `/proc/${pid}/${path}`) : '');
  return {
    id: container.id,
    pid,
    namespaces: pid > 0 ? namespacesOf(engine, container) : [],
    processes: pid > 0 ? processesOf(files, container) : [],
    overlay: { lower: container.lowerDirs, upper: `${overlay}/diff`, work: `${overlay}/work`, merged: mergedOf(container) },
    files: { status: text('status'), mountinfo: text('mountinfo'), route: text('net/route'), dev: text('net/dev') },
    endpoints: container.connections.flatMap(({ endpoint }) => endpoint ?? []),
    ports: publishedBy(container),
  };
}
