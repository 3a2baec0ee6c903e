import { inBackground } from '../background.ts';
import { bundleOf, MonitorTask } from '../runtime/monitor-task.ts';
import { adoptNetworks, leaveNetworks } from '../networks/join.ts';
import { isPaused, isRunning, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { whenExited } from './exit.ts';
import { watchHealth } from './health/monitor.ts';
import { removeContainer } from './remove.ts';
import { startsWithDaemon } from './restart-policy.ts';
import { abandonStart, startContainer } from './start.ts';

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

/** An exec is forgotten with the dockerd that made it, as Docker does; its process goes on. */
function forgetExecs({ sys, containers }: Engine): void {
  for (const id of MonitorTask.ids(sys)) if (!containers.has(id)) sys.files.removeAll(bundleOf(id));
}

/** After a start of dockerd. */
export async function adoptContainers(engine: Engine): Promise<void> {
  adoptNetworks(engine);
  forgetExecs(engine);
  const [running, others] = [engine.containers.all().filter(isRunning), engine.containers.all().filter((container) => !isRunning(container))];
  for (const container of running) adopt(engine, container);
  for (const container of others) await abandonStart(engine, container);
  for (const container of others) settle(engine, container);
}
