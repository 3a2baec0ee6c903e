import { inBackground } from '../background.ts';
import { MonitorTask } from '../runtime/monitor-task.ts';
import { isRunning, type Container } from './container.ts';
import { adoptNetworks } from '../networks/join.ts';
import type { Engine } from './engine.ts';
import { whenExited } from './exit.ts';
import { startContainer } from './start.ts';

function adopt(engine: Engine, container: Container): void {
  const task = MonitorTask.find(engine.sys, container.id);
  if (!task) {
    // Neither monitor nor exit record: the machine went down under it.
    Object.assign(container.state, { status: 'exited', pid: 0, exitCode: 255, finishedAt: engine.sys.clock.timestamp() } satisfies Partial<Container['state']>);
    engine.containers.save(container);
    return;
  }
  engine.tasks.set(container.id, task);
  whenExited(engine, container, task);
}

/** After a start of dockerd: containers that an earlier one left running are found again, and policies are honoured. */
export function adoptContainers(engine: Engine): void {
  adoptNetworks(engine);
  for (const container of engine.containers.all()) {
    if (isRunning(container)) adopt(engine, container);
    else if (container.state.restarting) {
      container.state.restarting = false;
      inBackground(startContainer(engine, container), `restart of ${container.name}`);
    }
  }
}
