import { SIGKILL } from '../../sys/constants.ts';
import { conflict } from '../errors.ts';
import { isPaused, isRunning, overlayOf, type Container } from './container.ts';
import { wake, waitersOf, type Engine } from './engine.ts';
import { resumeCgroup } from './pause.ts';
import { sendSignal } from './signal.ts';

export interface RemoveOptions {
  readonly force: boolean;
  /** Unnamed volumes go too. */
  readonly volumes: boolean;
}

/** Removes a container; a running one only by force, after its process has ended. @throws DaemonError with Docker's texts */
export async function removeOnRequest(engine: Engine, container: Container, name: string, options: RemoveOptions): Promise<void> {
  if (isRunning(container)) {
    if (!options.force) {
      const state = isPaused(container)
        ? 'paused: unpause and then stop the container before removing or force remove'
        : 'running: stop the container before removing or force remove';
      throw conflict(`cannot remove container "${name}": container is ${state}`);
    }
    const ended = new Promise((resolve) => waitersOf(engine, container.id).exit.add(resolve));
    container.stoppedByUser = true;
    if (isPaused(container)) resumeCgroup(engine, container);
    sendSignal(engine, container, SIGKILL);
    await ended;
    // With --rm its end has removed it already.
    if (container.host.AutoRemove) return;
  }
  if (container.state.restarting && !options.force)
    throw conflict(`cannot remove container "${name}": container is restarting: stop the container before removing or force remove`);
  container.state.restarting = false;
  removeContainer(engine, container, options);
}

function removeAnonymousVolumes(engine: Engine, container: Container): void {
  const isUsed = (volume: string): boolean => engine.containers.all().some(({ mounts }) => mounts.some(({ name }) => name === volume));
  for (const { name, isAnonymous } of container.mounts) if (isAnonymous && !isUsed(name)) engine.volumes.remove(name);
}

/** Takes a stopped container and its files away, and tells who waits for that. */
export function removeContainer(engine: Engine, container: Container, { volumes }: RemoveOptions): void {
  const { sys, containers, events, trace } = engine;
  sys.files.removeAll(overlayOf(container));
  containers.delete(container);
  if (volumes) removeAnonymousVolumes(engine, container);
  engine.images.releaseUnused();
  events.emit('container', 'destroy', container.id, engine.attributesOf(container));
  trace.emit({ kind: 'process', container: container.id, state: 'removed', pid: 0 });
  const waiters = waitersOf(engine, container.id);
  wake(waiters.exit, container.state.exitCode);
  wake(waiters.removed, container.state.exitCode);
  engine.waiters.delete(container.id);
}
