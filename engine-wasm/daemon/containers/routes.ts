import type { CreateRequest, HostConfig } from '../../api/containers.ts';
import { badRequest, conflict } from '../errors.ts';
import { integer, terminalSize } from '../http/numbers.ts';
import { empty, isTrue, json, type Reply, type Route } from '../http/router.ts';
import { attachContainer } from './attach.ts';
import { isRunning, type Container } from './container.ts';
import { createContainer } from './create.ts';
import type { Engine } from './engine.ts';
import { inspectContainer } from './inspect.ts';
import { listContainers } from './list.ts';
import { containerLogs } from './logs.ts';
import { checkName } from './names.ts';
import { pauseContainer, unpauseContainer } from './pause.ts';
import { pruneContainers } from './prune.ts';
import { removeOnRequest } from './remove.ts';
import { startOnRequest } from './start.ts';
import { containerStats } from './stats.ts';
import { killContainer, restartContainer, stopContainer } from './stop.ts';
import { topContainer } from './top.ts';
import { updateContainer } from './update.ts';
import { waitContainer } from './wait.ts';
import { notFound } from '../errors.ts';

type Query = Readonly<Record<string, string>>;

function rename(engine: Engine, container: Container, wanted: string): Reply {
  const name = wanted.replace(/^\//, '');
  if (name === '') throw badRequest('Neither old nor new names may be empty');
  if (name === container.name) throw badRequest('Renaming a container with the same name as its current name');
  checkName(name);
  engine.containers.checkNameIsFree(name);
  const oldName = container.name;
  container.name = name;
  engine.containers.save(container);
  engine.events.emit('container', 'rename', container.id, { ...engine.attributesOf(container), oldName: `/${oldName}` });
  return empty();
}

function killRequest(engine: Engine, name: string, query: Query): Reply {
  let container: Container;
  try {
    container = engine.containers.find(name);
  } catch (error) {
    throw notFound(`cannot kill container: ${name}: ${(error as Error).message}`);
  }
  killContainer(engine, container, name, query['signal'] || 'KILL');
  return empty();
}

/** Routes that do one thing to one container: `POST /containers/{id}/VERB`. */
function verbs(engine: Engine): Record<string, (container: Container, query: Query, request: number) => Reply | Promise<Reply>> {
  const done = (work: void | Promise<void>): Reply | Promise<Reply> => (work ? work.then(() => empty()) : empty());
  return {
    start: (container, _, request) => done(startOnRequest(engine, container, request)),
    stop: (container, query) => done(stopContainer(engine, container, integer(query['t']))),
    restart: (container, query, request) => done(restartContainer(engine, container, integer(query['t']), request)),
    pause: (container) => done(pauseContainer(engine, container)),
    unpause: (container) => done(unpauseContainer(engine, container)),
    rename: (container, query) => rename(engine, container, query['name'] ?? ''),
    attach: (container, query) => attachContainer(engine, container, query),
    wait: (container, query) => waitContainer(engine, container, query['condition'] ?? ''),
    resize: (container, query) => {
      const size = terminalSize(query);
      if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
      engine.tasks.get(container.id)?.resize(size.rows, size.columns);
      return empty(200);
    },
  };
}

export function containerRoutes(engine: Engine): Route[] {
  const find = (params: Query): Container => engine.containers.find(params['id'] as string);
  return [
    { method: 'GET', path: '/containers/json', handle: ({ query }) => json(listContainers(engine, query)) },
    {
      method: 'POST',
      path: '/containers/create',
      body: 'json',
      handle: ({ query, body }) => {
        const { container, warnings } = createContainer(engine, body as CreateRequest, (query['name'] ?? '').replace(/^\//, ''));
        return json({ Id: container.id, Warnings: warnings }, 201);
      },
    },
    { method: 'POST', path: '/containers/prune', handle: ({ query }) => json(pruneContainers(engine, query)) },
    {
      method: 'POST',
      path: '/containers/{id}/update',
      body: 'json',
      handle: ({ params, body }) => {
        updateContainer(engine, find(params), body as HostConfig);
        return json({ Warnings: null });
      },
    },
    { method: 'POST', path: '/containers/{id}/kill', handle: ({ params, query }) => killRequest(engine, params['id'] as string, query) },
    ...Object.entries(verbs(engine)).map(([verb, handle]): Route => ({
      method: 'POST',
      path: `/containers/{id}/${verb}`,
      body: 'raw',
      handle: ({ id, params, query }) => handle(find(params), query, id),
    })),
    { method: 'GET', path: '/containers/{id}/json', handle: ({ params }) => json(inspectContainer(engine, find(params))) },
    { method: 'GET', path: '/containers/{id}/logs', handle: ({ params, query }) => containerLogs(engine, find(params), query) },
    { method: 'GET', path: '/containers/{id}/top', handle: ({ params, query }) => json(topContainer(engine, find(params), query['ps_args'] || '-ef')) },
    { method: 'GET', path: '/containers/{id}/stats', handle: ({ params, query }) => containerStats(engine, find(params), query) },
    {
      method: 'DELETE',
      path: '/containers/{id}',
      handle: async ({ params, query }) => {
        await removeOnRequest(engine, find(params), params['id'] as string, { force: isTrue(query['force']), volumes: isTrue(query['v']) });
        return empty();
      },
    },
  ];
}
