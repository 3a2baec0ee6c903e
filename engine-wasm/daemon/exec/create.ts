import { isPaused, isRunning, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { userOf } from '../containers/user.ts';
import { badRequest, conflict } from '../errors.ts';
import { emitExecEvent, type Exec, type ExecRequest } from './exec.ts';

const keptExecs = 256;

/** Forgets the oldest of those that have ended. */
function forgetOld(execs: Map<string, Exec>): void {
  for (const [id, exec] of execs) {
    if (execs.size <= keptExecs) return;
    if (exec.exitCode !== null) execs.delete(id);
  }
}

/** `name` is what the client called the container. @throws DaemonError with Docker's texts */
export function createExec(engine: Engine, container: Container, name: string, request: ExecRequest): Exec {
  if (container.state.restarting) throw conflict(`Container ${name} is restarting, wait until the container is running`);
  if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
  if (isPaused(container)) throw conflict(`Container ${name} is paused, unpause the container before exec`);
  if (!request.Cmd?.length) throw badRequest('No exec command specified');
  if (request.User) userOf(engine, container, request.User);
  const exec: Exec = { id: engine.sys.hashing.randomHex(32), container, request, task: null, running: false, exitCode: null };
  forgetOld(engine.execs);
  engine.execs.set(exec.id, exec);
  emitExecEvent(engine, exec, 'exec_create');
  return exec;
}
