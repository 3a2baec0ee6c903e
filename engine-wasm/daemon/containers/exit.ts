import { inBackground } from '../background.ts';
import type { ExitRecord, MonitorTask } from '../runtime/monitor-task.ts';
import { leaveNetworks } from '../networks/join.ts';
import { removeCgroup } from './cgroup.ts';
import { mergedOf, type Container } from './container.ts';
import { wake, waitersOf, type Engine } from './engine.ts';
import { releaseSharedMemory } from './joins.ts';
import { ignoreHealth } from './health/monitor.ts';
import { removeContainer } from './remove.ts';
import { restartDelay, shouldRestart } from './restart-policy.ts';
import { startContainer } from './start.ts';

function restartLater(engine: Engine, container: Container, ranMs: number): void {
  const { state } = container;
  state.restarting = true;
  const delay = restartDelay(container, ranMs);
  engine.containers.save(container);
  setTimeout(() => {
    if (!state.restarting) return;
    container.restartCount++;
    inBackground(startContainer(engine, container), `restart of ${container.name}`);
  }, delay);
}

/** A container's process has ended: what it held is given back, who waits is told, and its policies are honoured. */
function onExit(engine: Engine, container: Container, task: MonitorTask, record: ExitRecord): void {
  const { containers, events, trace } = engine;
  const { state } = container;
  task.cleanUp(mergedOf(container));
  engine.tasks.delete(container.id);
  removeCgroup(engine, container.id);
  leaveNetworks(engine, container);
  releaseSharedMemory(engine, container);
  ignoreHealth(engine, container);
  const ranMs = record.finishedAt - Date.parse(state.startedAt);
  Object.assign(state, {
    status: 'exited',
    pid: 0,
    exitCode: record.code,
    oomKilled: record.oomKilled,
    finishedAt: new Date(record.finishedAt).toISOString(),
  } satisfies Partial<Container['state']>);
  const restart = shouldRestart(container);
  containers.save(container);
  if (record.oomKilled) events.emit('container', 'oom', container.id, engine.attributesOf(container));
  events.emit('container', 'die', container.id, {
    ...engine.attributesOf(container),
    exitCode: String(record.code),
    execDuration: String(Math.floor(ranMs / 1000)),
  });
  trace.emit({ kind: 'process', container: container.id, state: 'exited', pid: 0, exitCode: record.code });
  wake(waitersOf(engine, container.id).exit, record.code);
  if (restart) restartLater(engine, container, ranMs);
  else if (container.host.AutoRemove) removeContainer(engine, container, { force: false, volumes: true });
}

/** Looks after a running container until its end. */
export function whenExited(engine: Engine, container: Container, task: MonitorTask): void {
  inBackground(
    task.exited.then((record) => onExit(engine, container, task, record)),
    `end of ${container.name}`,
  );
}
