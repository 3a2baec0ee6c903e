import { logError } from '../background.ts';
import { cgroupOf } from '../runtime/limits.ts';
import type { Engine } from './engine.ts';

const pauseMs = 20;
/** Together a second; the kernel needs a few milliseconds. */
const attempts = 50;

/**
 * Takes a container's control group away. It is busy until the kernel has let go of its last process, which may be a little after that has ended: then
 * it goes a little later, unless the container was started again.
 */
export function removeCgroup(engine: Engine, id: string, left = attempts): void {
  const { files } = engine.sys;
  if (engine.tasks.has(id) || !files.exists(cgroupOf(id))) return;
  try {
    files.rmdir(cgroupOf(id));
  } catch (error) {
    if (left === 0) logError(`cgroup of ${id}`, error);
    else setTimeout(() => removeCgroup(engine, id, left - 1), pauseMs);
  }
}
