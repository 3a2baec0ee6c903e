import { inBackground } from '../background.ts';
import { MonitorTask } from '../runtime/monitor-task.ts';
import { adoptNetworks, leaveNetworks } from '../networks/join.ts';
import { isPaused, isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { whenExited } from './exit.ts';
import { watchHealth } from './health/monitor.ts';
import { removeContainer } from './remove.ts';
import { startsWithDaemon } from './restart-policy.ts';
import { startContainer } from './start.ts';

/** A container that ran when the daemon was last there: its monitor is found again, or the machine went down under it. */
function adopt(engine: Engine, container: Container): void {
  const task = MonitorTask.find(engine.sys, container.id);
  if (!task) {
    Object.assign(container.state, { status: 'exited', pid: 0, exitCode: 255, finishedAt: engine.sys.clock.timestamp() } satisfies Partial<Container['state']>);
    leaveNetworks(engine, container);
    engine.containers.save(container);
    return;
  }
  engine.tasks.set(container.id, task);
  whenExited(engine, container, task);
  if (!isPaused(container)) watchHealth(engine, container);
}

/** A container that does not run: its policies say what becomes of it. */
function settle(engine: Engine, container: Container): void {
  container.state.restarting = false;
  if (startsWithDaemon(container)) inBackground(startContainer(engine, container), `start of ${container.name}`);
  else if (container.host.AutoRemove) removeContainer(engine, container, { force: false, volumes: true });
}

/** After a start of dockerd. */
export function adoptContainers(engine: Engine): void {
  adoptNetworks(engine);
  for (const container of engine.containers.all()) if (isRunning(container)) adopt(engine, container);
  for (const container of engine.containers.all()) if (!isRunning(container)) settle(engine, container);
}
