import { rootOf } from '../archive/container-view.ts';
import { conflict, DaemonError } from '../errors.ts';
import { gatewayOf, resolverOf } from '../networks/connection.ts';
import { joinNetworks, leaveNetworks } from '../networks/join.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { MonitorTask } from '../runtime/monitor-task.ts';
import { planOf, type StartExtras, type TaskSpec } from '../runtime/plan.ts';
import { StartFailure } from '../runtime/start-failure.ts';
import { S_IFDIR, S_IFMT } from '../../sys/constants.ts';
import { removeCgroup } from './cgroup.ts';
import { directoryOf, isPaused, isRunning, mergedOf, overlayOf, zeroTime, type Container } from './container.ts';
import { environmentOf } from './create.ts';
import { devicesOf } from './devices.ts';
import type { Engine } from './engine.ts';
import { writeEtc } from './etc.ts';
import { whenExited } from './exit.ts';
import { watchHealth } from './health/monitor.ts';
import { joinsOf, networkPartner, releaseSharedMemory } from './joins.ts';
import { logTargetOf } from './log-config.ts';
import { removeContainer } from './remove.ts';
import { userOf } from './user.ts';
import { fillVolumes } from '../volumes/copy-up.ts';

/** In somebody else's network namespace a container has that one's name too; in the machine's, the machine's unless it was given one. */
function takeIdentity(engine: Engine, container: Container): void {
  const { config, host } = container;
  const partner = networkPartner(engine, container);
  if (partner) container.config = { ...config, Hostname: partner.config.Hostname ?? '', Domainname: partner.config.Domainname ?? '' };
  else if (host.NetworkMode === 'host' && config.Hostname === container.id.slice(0, 12))
    container.config = { ...config, Hostname: engine.sys.files.readText('/proc/sys/kernel/hostname').trim() };
}

function specOf(engine: Engine, container: Container, extras: StartExtras): TaskSpec {
  const { files } = engine.sys;
  const user = userOf(engine, container, container.config.User ?? '');
  return {
    id: container.id,
    hostname: container.config.Hostname ?? '',
    config: container.config,
    host: container.host,
    argv: container.argv,
    env: environmentOf(container, user.home),
    user,
    lowerDirs: container.lowerDirs,
    directory: directoryOf(networkPartner(engine, container) ?? container),
    overlay: overlayOf(container),
    mounts: container.mounts,
    devices: devicesOf(engine.sys, container),
    endpoints: container.connections.flatMap(({ endpoint }) => (endpoint ? [endpoint] : [])),
    gateway: gatewayOf(container.connections)?.gateway ?? '',
    resolver: resolverOf(container.connections),
    joins: joinsOf(engine, container),
    extras,
    isDirectory: (path) => (files.stat(path).mode & S_IFMT) === S_IFDIR,
  };
}

/** How a container is started. */
interface Start {
  /** The trace's number of who asks; 0 for a policy. */
  readonly request?: number;
  readonly extras?: StartExtras;
}

const noExtras: StartExtras = { mounts: [], variables: [] };

function createTask(engine: Engine, container: Container, attachments: number, { request = 0, extras = noExtras }: Start): MonitorTask {
  const { config } = container;
  return MonitorTask.create(engine.sys, engine, {
    id: container.id,
    container: container.id,
    request,
    kind: 'create',
    plan: planOf(specOf(engine, container, extras)),
    tty: config.Tty ?? false,
    stdin: config.OpenStdin ?? false,
    stdinOnce: config.StdinOnce ?? false,
    rows: 24,
    columns: 80,
    log: logTargetOf(container),
    cgroup: cgroupOf(container.id),
    waitAttach: attachments,
  });
}

/** Gives back what a start that came to nothing took. */
function release(engine: Engine, container: Container): void {
  leaveNetworks(engine, container);
  releaseSharedMemory(engine, container);
  removeCgroup(engine, container.id);
}

/** A start that an earlier dockerd did not live to see through: nobody was told that the container runs, so it does not. */
export async function abandonStart(engine: Engine, container: Container): Promise<void> {
  await MonitorTask.abandon(engine.sys, container.id, mergedOf(container));
  release(engine, container);
}

/** What a failed start leaves is taken back; the container stays `created` with its exit code, as Docker's does. */
function undo(engine: Engine, container: Container, task: MonitorTask | null, failure: Error): never {
  const { containers } = engine;
  engine.tasks.delete(container.id);
  task?.cleanUp(mergedOf(container));
  release(engine, container);
  container.state.restarting = false;
  container.state.exitCode = failure instanceof StartFailure ? failure.exitCode : 128;
  container.state.error = failure.message;
  containers.save(container);
  engine.trace.emit({ kind: 'process', container: container.id, state: 'failed', pid: 0 });
  if (container.host.AutoRemove) removeContainer(engine, container, { force: false, volumes: true });
  if (failure instanceof DaemonError) throw failure;
  throw new DaemonError(failure instanceof StartFailure ? 'bad-request' : 'internal', failure.message);
}

/** A start that a client asked for: a policy's count begins anew. @throws DaemonError with Docker's texts */
export async function startOnRequest(engine: Engine, container: Container, request: number): Promise<void> {
  container.state.restarting = false;
  container.restartCount = 0;
  await startContainer(engine, container, { request });
}

/** Starts a container that is not running. @throws DaemonError with Docker's texts */
export async function startContainer(engine: Engine, container: Container, start: Start = {}): Promise<void> {
  if (isPaused(container)) throw conflict('cannot start a paused container, try unpause instead');
  if (isRunning(container) || engine.tasks.has(container.id) || engine.starting.has(container.id)) throw new DaemonError('not-modified', '');
  const { sys, containers, events } = engine;
  let task: MonitorTask | null = null;
  engine.starting.add(container.id);
  try {
    takeIdentity(engine, container);
    joinNetworks(engine, container);
    writeEtc(engine, container);
    // A volume that its container has emptied stays empty.
    if (container.state.startedAt === zeroTime) await fillVolumes(sys, rootOf(container), container.mounts);
    const attachments = engine.attachments.get(container.id) ?? [];
    engine.attachments.delete(container.id);
    task = createTask(engine, container, attachments.length, start);
    engine.tasks.set(container.id, task);
    for (const attach of attachments) attach(task);
    await task.start();
  } catch (error) {
    return undo(engine, container, task, error as Error);
  } finally {
    engine.starting.delete(container.id);
  }
  const started = task;
  Object.assign(container.state, {
    status: 'running',
    restarting: false,
    pid: started.pid,
    exitCode: 0,
    error: '',
    oomKilled: false,
    startedAt: sys.clock.timestamp(),
  } satisfies Partial<Container['state']>);
  container.stoppedByUser = false;
  containers.save(container);
  watchHealth(engine, container);
  events.emit('container', 'start', container.id, engine.attributesOf(container));
  whenExited(engine, container, started);
}
