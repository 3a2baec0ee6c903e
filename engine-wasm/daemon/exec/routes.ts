import type { Engine } from '../containers/engine.ts';
import { conflict } from '../errors.ts';
import { terminalSize } from '../http/numbers.ts';
import { empty, json, type Route } from '../http/router.ts';
import { createExec } from './create.ts';
import { findExec, type Exec, type ExecRequest } from './exec.ts';
import { startExec } from './start.ts';

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
  const find = (params: Readonly<Record<string, string>>): Exec => findExec(engine, params['id'] as string);
  return [
    {
      method: 'POST',
      path: '/containers/{id}/exec',
      body: 'json',
      handle: ({ params, body }) => {
        const name = params['id'] as string;
        return json({ Id: createExec(engine, engine.containers.find(name), name, body as ExecRequest).id }, 201);
      },
    },
    {
      method: 'POST',
      path: '/exec/{id}/start',
      body: 'optional-json',
      handle: ({ id, params, body }) => startExec(engine, find(params), (body as { Detach?: boolean } | undefined)?.Detach ?? false, id),
    },
    {
      method: 'POST',
      path: '/exec/{id}/resize',
      handle: ({ params, query }) => {
        const size = terminalSize(query);
        const { task, exitCode } = find(params);
        if (exitCode !== null) throw conflict('cannot resize a stopped container: exec process is not running');
        task?.resize(size.rows, size.columns);
        return empty(200);
      },
    },
    { method: 'GET', path: '/exec/{id}/json', handle: ({ params }) => json(inspect(find(params))) },
  ];
}
