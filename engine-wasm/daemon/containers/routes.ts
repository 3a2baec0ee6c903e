import type { CreateRequest } from '../../api/containers.ts';
import { badRequest, conflict } from '../errors.ts';
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
import { sampleStats, topContainer } from './processes.ts';
import { removeOnRequest } from './remove.ts';
import { startContainer } from './start.ts';
import { killContainer, restartContainer, stopContainer } from './stop.ts';
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

function stats(engine: Engine, container: Container, query: Query): Reply {
  const once = query['stream'] !== undefined && !isTrue(query['stream']);
  const sample = (before: Record<string, unknown> | null): Record<string, unknown> => {
    const now = sampleStats(engine, container);
    return { ...now, precpu_stats: before?.['cpu_stats'] ?? { cpu_usage: { total_usage: 0 } }, preread: before?.['read'] ?? '0001-01-01T00:00:00Z' };
  };
  if (once) return json(sample(null));
  return {
    kind: 'stream',
    status: 200,
    contentType: 'application/json',
    write: async (writer) => {
      let gone = false;
      void writer.clientGone.then(() => (gone = true));
      for (let last: Record<string, unknown> | null = null; !gone;) {
        last = sample(last);
        await writer.write(`${JSON.stringify(last)}\n`);
        await Promise.race([writer.clientGone, new Promise<void>((resolve) => setTimeout(resolve, 1000))]);
      }
    },
  };
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

function seconds(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

/** Routes that do one thing to one container: `POST /containers/{id}/VERB`. */
function verbs(engine: Engine): Record<string, (container: Container, query: Query, request: number) => Reply | Promise<Reply>> {
  const done = (work: void | Promise<void>): Reply | Promise<Reply> => (work ? work.then(() => empty()) : empty());
  return {
    start: (container, _, request) => done(startContainer(engine, container, request)),
    stop: (container, query) => done(stopContainer(engine, container, seconds(query['t']))),
    restart: (container, query, request) => done(restartContainer(engine, container, seconds(query['t']), request)),
    pause: (container) => done(pauseContainer(engine, container)),
    unpause: (container) => done(unpauseContainer(engine, container)),
    rename: (container, query) => rename(engine, container, query['name'] ?? ''),
    attach: (container, query) => attachContainer(engine, container, query),
    wait: (container, query) => waitContainer(engine, container, query['condition'] ?? ''),
    resize: (container, query) => {
      if (!isRunning(container)) throw conflict(`container ${container.id} is not running`);
      engine.tasks.get(container.id)?.resize(Number(query['h']), Number(query['w']));
      return empty(200);
    },
  };
}

export function containerRoutes(engine: Engine): Route[] {
  const find = (params: Query): Container => engine.containers.find(params['id'] as string);
  return [
    { method: 'GET', path: '/containers/json', handle: ({ query }) => json(listContainers(engine, query, isTrue(query['all']))) },
    {
      method: 'POST',
      path: '/containers/create',
      body: 'json',
      handle: ({ query, body }) => {
        const { container, warnings } = createContainer(engine, body as CreateRequest, (query['name'] ?? '').replace(/^\//, ''));
        return json({ Id: container.id, Warnings: warnings }, 201);
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
    { method: 'GET', path: '/containers/{id}/top', handle: ({ params }) => json(topContainer(engine, find(params))) },
    { method: 'GET', path: '/containers/{id}/stats', handle: ({ params, query }) => stats(engine, find(params), query) },
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
