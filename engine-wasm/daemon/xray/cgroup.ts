import type { CgroupXRay } from '../../api/xray.ts';
import type { Files } from '../../sys/sys.ts';
import type { Container } from '../containers/container.ts';
import { cgroupOf } from '../runtime/limits.ts';

/** Documentation/admin-guide/cgroup-v2.rst */
const files = [
  'cgroup.procs',
  'memory.current',
  'memory.peak',
  'memory.max',
  'memory.events',
  'memory.pressure',
  'cpu.stat',
  'cpu.max',
  'cpu.weight',
  'cpu.pressure',
  'pids.current',
  'pids.peak',
  'pids.max',
  'io.stat',
  'io.pressure',
];

export function readCgroup(system: Files, container: Container): CgroupXRay {
  const directory = cgroupOf(container.id);
  const found: Record<string, string> = {};
  for (const name of files) {
    try {
      found[name] = system.readText(`${directory}/${name}`);
    } catch {
      // This kernel has no such file, or the group went with its process.
    }
  }
  return { directory, files: found };
}
