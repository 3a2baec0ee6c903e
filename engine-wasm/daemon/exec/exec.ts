/** `docker exec`: another process in a running container, with a monitor of its own. */
import { inBackground } from '../background.ts';
import { conflict, DaemonError, notFound } from '../errors.ts';
import { attachReplyFor } from './handover.ts';
import { json, type Reply, type Route } from '../http/router.ts';
import { isPaused, isRunning, type Container } from '../containers/container.ts';
import { environmentOf } from '../containers/create.ts';
import type { Engine } from '../containers/engine.ts';
import { userOf } from '../containers/start.ts';
import { noLog } from '../containers/log-config.ts';
import { MonitorTask } from '../runtime/monitor-task.ts';
import { execPlanOf } from '../runtime/plan.ts';
import { StartFailure } from '../runtime/start-failure.ts';

interface ExecRequest {
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

function find(execs: ReadonlyMap<string, Exec>, id: string): Exec {
  const exec = execs.get(id);
  if (!exec) throw notFound(`No such exec instance: ${id}`);
  return exec;
}

function create(engine: Engine, execs: Map<string, Exec>, name: string, request: ExecRequest): Exec {
  const container = engine.containers.find(name);
  if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
  if (isPaused(container)) throw conflict(`Container ${name} is paused, unpause the container before exec`);
  if (!request.Cmd?.length) throw new DaemonError('bad-request', 'No exec command specified');
  const exec: Exec = { id: engine.sys.hashing.randomHex(32), container, request, task: null, running: false, exitCode: null };
  execs.set(exec.id, exec);
  engine.events.emit('container', `exec_create: ${request.Cmd.join(' ')}`, container.id, { ...engine.attributesOf(container), execID: exec.id });
  return exec;
}

function prepare(engine: Engine, exec: Exec, attached: boolean, request: number): MonitorTask {
  const { container, request: wanted } = exec;
  const user = userOf(engine, container, wanted.User || (container.config.User ?? ''));
  const tty = wanted.Tty ?? false;
  const env = [...environmentOf({ ...container, config: { ...container.config, Tty: tty } }, user.home), ...(wanted.Env ?? [])];
  const plan = execPlanOf({
    containerId: container.id,
    containerPid: container.state.pid,
    host: { ...container.host, Privileged: (container.host.Privileged ?? false) || (wanted.Privileged ?? false) },
    argv: wanted.Cmd ?? [],
    env,
    user,
    workingDir: wanted.WorkingDir || (container.config.WorkingDir ?? ''),
    tty,
  });
  const stdin = wanted.AttachStdin ?? false;
  return MonitorTask.create(engine.sys, engine, {
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
}

async function run(engine: Engine, exec: Exec, task: MonitorTask): Promise<void> {
  const tell = (state: 'exited' | 'failed', exitCode?: number): void =>
    engine.trace.emit({ kind: 'process', container: exec.container.id, exec: exec.id, state, pid: task.pid, ...(exitCode !== undefined && { exitCode }) });
  exec.running = true;
  try {
    await task.start();
  } catch (error) {
    exec.running = false;
    exec.exitCode = error instanceof StartFailure ? error.exitCode : 126;
    task.cleanUp(null);
    tell('failed', exec.exitCode);
    throw error;
  }
  const ended = task.exited.then(({ code }) => {
    exec.running = false;
    exec.exitCode = code;
    tell('exited', code);
    task.cleanUp(null);
    engine.events.emit('container', 'exec_die', exec.container.id, { ...engine.attributesOf(exec.container), execID: exec.id, exitCode: String(code) });
  });
  inBackground(ended, `end of exec ${exec.id}`);
}

async function start(engine: Engine, exec: Exec, detach: boolean, request: number): Promise<Reply> {
  if (exec.running || exec.exitCode !== null) throw conflict(`exec ${exec.id} has already run`);
  if (!isRunning(exec.container)) throw conflict(`container ${exec.container.id} is not running`);
  const task = (exec.task = prepare(engine, exec, !detach, request));
  if (!detach) return attachReplyFor(engine, exec, task, () => run(engine, exec, task));
  await run(engine, exec, task).catch((error: unknown) => {
    throw new DaemonError('bad-request', (error as Error).message);
  });
  return { kind: 'empty', status: 200 };
}

function inspect({ id, container, request, running, exitCode, task }: Exec): unknown {
  const [entrypoint = '', ...rest] = request.Cmd ?? [];
  return {
    ID: id,
    Running: running,
    ExitCode: exitCode,
    ProcessConfig: { tty: request.Tty ?? false, entrypoint, arguments: rest, privileged: request.Privileged ?? false },
    OpenStdin: request.AttachStdin ?? false,
    OpenStderr: request.AttachStderr ?? false,
    OpenStdout: request.AttachStdout ?? false,
    CanRemove: false,
    ContainerID: container.id,
    DetachKeys: '',
    Pid: task?.pid ?? 0,
  };
}

export function execRoutes(engine: Engine): Route[] {
  const execs = new Map<string, Exec>();
  return [
    {
      method: 'POST',
      path: '/containers/{id}/exec',
      body: 'json',
      handle: ({ params, body }) => json({ Id: create(engine, execs, params['id'] as string, body as ExecRequest).id }, 201),
    },
    {
      method: 'POST',
      path: '/exec/{id}/start',
      body: 'optional-json',
      handle: ({ id, params, body }) => start(engine, find(execs, params['id'] as string), (body as { Detach?: boolean } | undefined)?.Detach ?? false, id),
    },
    {
      method: 'POST',
      path: '/exec/{id}/resize',
      handle: ({ params, query }) => {
        find(execs, params['id'] as string).task?.resize(Number(query['h']), Number(query['w']));
        return { kind: 'empty', status: 200 };
      },
    },
    { method: 'GET', path: '/exec/{id}/json', handle: ({ params }) => json(inspect(find(execs, params['id'] as string))) },
  ];
}
