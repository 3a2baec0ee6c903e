import { inBackground } from '../background.ts';
import { isRunning } from '../containers/container.ts';
import { environmentOf } from '../containers/create.ts';
import { noLog } from '../containers/log-config.ts';
import type { Engine } from '../containers/engine.ts';
import { userOf } from '../containers/user.ts';
import { badRequest, conflict, DaemonError } from '../errors.ts';
import { empty, type Reply } from '../http/router.ts';
import { MonitorTask } from '../runtime/monitor-task.ts';
import { execPlanOf } from '../runtime/plan.ts';
import { StartFailure } from '../runtime/start-failure.ts';
import { emitExecEvent, type Exec } from './exec.ts';
import { attachReplyFor, refusalReplyFor } from './handover.ts';

/** Brings the exec's monitor up, for the trace's request of that number (0: nobody asked); nothing runs in the container before {@link runExec}. */
export function prepareExec(engine: Engine, exec: Exec, attached: boolean, request: number): MonitorTask {
  const { container, request: wanted } = exec;
  const user = userOf(engine, container, wanted.User || (container.config.User ?? ''));
  const tty = wanted.Tty ?? false;
  const env = [...environmentOf({ ...container, config: { ...container.config, Tty: tty } }, user.home), ...(wanted.Env ?? [])];
  const workingDir = wanted.WorkingDir || (container.config.WorkingDir ?? '');
  const plan = execPlanOf({
    containerId: container.id,
    containerPid: container.state.pid,
    host: { ...container.host, Privileged: (container.host.Privileged ?? false) || (wanted.Privileged ?? false) },
    argv: wanted.Cmd ?? [],
    env,
    user,
    workingDir,
    tty,
  });
  const stdin = wanted.AttachStdin ?? false;
  exec.task = MonitorTask.create(engine.sys, engine, {
    id: exec.id,
    container: container.id,
    request,
    kind: 'exec',
    plan,
    tty,
    stdin,
    stdinOnce: stdin,
    rows: 24,
    columns: 80,
    log: noLog,
    cgroup: '',
    waitAttach: attached ? 1 : 0,
  });
  return exec.task;
}

/** Resolves when the process runs, and looks after its end. @throws StartFailure */
export async function runExec(engine: Engine, exec: Exec, task: MonitorTask): Promise<void> {
  const tell = (state: 'exited' | 'failed', exitCode: number): void =>
    engine.trace.emit({ kind: 'process', container: exec.container.id, exec: exec.id, state, pid: task.pid, exitCode });
  exec.running = true;
  emitExecEvent(engine, exec, 'exec_start');
  try {
    await task.start();
  } catch (error) {
    exec.running = false;
    exec.exitCode = error instanceof StartFailure ? error.exitCode : 126;
    task.cleanUp(null);
    tell('failed', exec.exitCode);
    emitExecEvent(engine, exec, 'exec_die');
    throw error;
  }
  const ended = task.exited.then(({ code }) => {
    exec.running = false;
    exec.exitCode = code;
    tell('exited', code);
    task.cleanUp(null);
    emitExecEvent(engine, exec, 'exec_die');
  });
  inBackground(ended, `end of exec ${exec.id}`);
}

function refuse(engine: Engine, exec: Exec, detach: boolean, message: string): Reply {
  exec.exitCode = 128;
  if (detach) throw badRequest(message);
  return refusalReplyFor(engine, exec, message);
}

/** @throws DaemonError with Docker's texts */
export async function startExec(engine: Engine, exec: Exec, detach: boolean, request: number): Promise<Reply> {
  if (exec.running || exec.exitCode !== null) throw conflict(`exec command ${exec.id} has already run`);
  if (!isRunning(exec.container)) throw conflict(`container ${exec.container.id} is not running`);
  if (/^[^/]/.test(exec.request.WorkingDir ?? '')) return refuse(engine, exec, detach, 'OCI runtime exec failed: exec failed: Cwd must be an absolute path');
  const task = prepareExec(engine, exec, !detach, request);
  if (!detach) return attachReplyFor(engine, exec, task, () => runExec(engine, exec, task));
  await runExec(engine, exec, task).catch((error: unknown) => {
    throw new DaemonError('bad-request', (error as Error).message);
  });
  return empty(200);
}
