/** `docker exec`: another process in a running container, with a monitor of its own. Each verb is a file beside this one. */
import { notFound } from '../errors.ts';
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import type { MonitorTask } from '../runtime/monitor-task.ts';

export interface ExecRequest {
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[] | null;
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Privileged?: boolean;
  readonly DetachKeys?: string;
}

export interface Exec {
  readonly id: string;
  readonly container: Container;
  readonly request: ExecRequest;
  task: MonitorTask | null;
  running: boolean;
  exitCode: number | null;
}

/** @throws DaemonError not-found with Docker's text */
export function findExec(engine: Engine, id: string): Exec {
  const exec = engine.execs.get(id);
  if (!exec) throw notFound(`No such exec instance: ${id}`);
  return exec;
}

export function emitExecEvent(engine: Engine, exec: Exec, action: 'exec_create' | 'exec_start' | 'exec_die'): void {
  const { container, request, exitCode } = exec;
  const attributes = { ...engine.attributesOf(container), execID: exec.id };
  if (action === 'exec_die') engine.events.emit('container', action, container.id, { ...attributes, exitCode: String(exitCode) });
  else engine.events.emit('container', `${action}: ${(request.Cmd ?? []).join(' ')}`, container.id, attributes);
}
