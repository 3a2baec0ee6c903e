/** `docker cp`, `diff`, `export`: a container's files from outside. */
import { badRequest, DaemonError, notFound } from '../errors.ts';
import { isTrue, json, type ApiRequest, type Reply, type Route } from '../http/router.ts';
import type { Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import type { Sys } from '../../sys/sys.ts';
import { changesOf } from './changes.ts';
import { filesOf, rootOf } from './container-view.ts';
import { copyInto } from './copy-into.ts';
import { encodePathStat, statIn, type PathStat } from './path-stat.ts';
import { startInView, type View } from './view.ts';

interface Asked {
  readonly container: Container;
  readonly view: View;
  readonly path: string;
  /** What the client called the container. */
  readonly name: string;
}

function asked(engine: Engine, { params, query }: ApiRequest): Asked {
  const name = params['id'] as string;
  const path = query['path'] ?? '';
  if (path === '') throw badRequest('bad parameter: pathcannot be empty');
  const container = engine.containers.find(name);
  return { container, view: filesOf(engine, container), path: path.startsWith('/') ? path : `/${path}`, name };
}

async function statOf(sys: Sys, { view, path, name }: Asked, shown: string): Promise<PathStat> {
  const found = await statIn(sys, view, path);
  if (!found) throw notFound(`Could not find the file ${shown} in container ${name}`);
  return found;
}

/** The descriptor of the client's socket becomes the program's standard output: an archive ends where the connection does. */
function archiveReply(sys: Sys, view: View, argv: readonly string[], contentType: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    kind: 'handover',
    status: 200,
    contentType,
    headers,
    take: (client) => {
      sys.sockets.setBlocking(client, true);
      const { result } = startInView(sys, view, argv, (fd) => [null, client, 2, fd]);
      sys.files.close(client);
      void result;
    },
  };
}

/** The name that the archive gives to what was asked for (moby's TarResourceRebaseOpts). */
function archiveName(path: string): string {
  if (/^\/+$/.test(path)) return '/';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

async function get(engine: Engine, request: ApiRequest): Promise<Reply> {
  const { sys } = engine;
  const target = asked(engine, request);
  const stat = await statOf(sys, target, target.path);
  const headers = { 'X-Docker-Container-Path-Stat': encodePathStat(stat) };
  if (request.method === 'HEAD') return { kind: 'empty', status: 200, headers };
  const argv = ['pack', target.view.root, `path=${target.path}`, `name=${archiveName(target.path)}`];
  return archiveReply(sys, target.view, argv, 'application/x-tar', headers);
}

async function put(engine: Engine, request: ApiRequest): Promise<Reply> {
  const target = asked(engine, request);
  if (target.container.host.ReadonlyRootfs) throw new DaemonError('forbidden', 'container rootfs is marked read-only');
  const found = await statOf(engine.sys, { ...target, path: `${target.path}/` }, target.path).catch(async (error: unknown) => {
    // A file with a slash at its end is not found either, but it is there.
    if (await statIn(engine.sys, target.view, target.path)) throw badRequest('extraction point is not a directory');
    throw error;
  });
  await copyInto(engine.sys, target.view, found.path, request.stream, isTrue(request.query['noOverwriteDirNonDir']));
  return { kind: 'empty', status: 200 };
}

export function archiveRoutes(engine: Engine): Route[] {
  const path = '/containers/{id}/archive';
  const find = ({ params }: ApiRequest): Container => engine.containers.find(params['id'] as string);
  return [
    { method: 'HEAD', path, handle: (request) => get(engine, request) },
    { method: 'GET', path, handle: (request) => get(engine, request) },
    { method: 'PUT', path, body: 'raw', handle: (request) => put(engine, request) },
    { method: 'GET', path: '/containers/{id}/changes', handle: async (request) => json(await changesOf(engine.sys, find(request))) },
    {
      method: 'GET',
      path: '/containers/{id}/export',
      handle: (request) => {
        const container = find(request);
        engine.events.emit('container', 'export', container.id, engine.attributesOf(container));
        const view = rootOf(container);
        return archiveReply(engine.sys, view, ['pack', view.root], 'application/octet-stream');
      },
    },
  ];
}
