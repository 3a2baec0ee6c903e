import { conflict } from '../errors.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { isPaused, isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { ignoreHealth, resumeHealth } from './health/monitor.ts';

export function resumeCgroup({ sys }: Engine, { id }: Container): void {
  sys.files.writeExisting(`${cgroupOf(id)}/cgroup.freeze`, '0');
}

export function pauseContainer(engine: Engine, container: Container): void {
  if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
  if (isPaused(container)) throw conflict(`Container ${container.id} is already paused`);
  engine.sys.files.writeExisting(`${cgroupOf(container.id)}/cgroup.freeze`, '1');
  container.state.status = 'paused';
  ignoreHealth(engine, container);
  engine.containers.save(container);
  engine.events.emit('container', 'pause', container.id, engine.attributesOf(container));
}

export function unpauseContainer(engine: Engine, container: Container): void {
  if (!isPaused(container)) throw conflict(`Container ${container.id} is not paused`);
  resumeCgroup(engine, container);
  container.state.status = 'running';
  resumeHealth(engine, container);
  engine.containers.save(container);
  engine.events.emit('container', 'unpause', container.id, engine.attributesOf(container));
}
