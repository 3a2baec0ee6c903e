/** Images made here and moved by hand. What these routes do is loaded when it is first asked for: an idle daemon stays small. */
import type { Engine } from '../containers/engine.ts';
import { errorMessage, streamAfterFirst } from '../http/late-stream.ts';
import { json, valuesOf, type ApiRequest, type Reply, type Route } from '../http/router.ts';
import type { Images } from '../images/index.ts';
import { secretsDirectory } from './secrets-directory.ts';
import type { SecretSessions } from './secrets.ts';

export function buildRoutes(engine: Engine, images: Images): Route[] {
  const { store } = images;
  engine.sys.files.removeAll(secretsDirectory);
  let loading: Promise<SecretSessions> | undefined;
  const sessions = (): Promise<SecretSessions> => (loading ??= import('./secrets.ts').then((module) => new module.SecretSessions(engine.sys)));
  const save = async (names: readonly string[]): Promise<Reply> => (await import('../images/save.ts')).saveImages(store, images.connectHost, names);
  return [
    {
      method: 'POST',
      path: '/build',
      body: 'raw',
      handle: async (request) => (await import('./build.ts')).buildImage(engine, images, await sessions(), request),
    },
    {
      method: 'PUT',
      path: '/drydock/sessions/{session}/secrets/{id...}',
      body: 'raw',
      handle: async (request) => (await sessions()).receive(request),
    },
    { method: 'POST', path: '/build/prune', handle: async () => json((await import('./cache-mounts.ts')).pruneCacheMounts(engine.sys)) },
    {
      method: 'POST',
      path: '/commit',
      body: 'optional-json',
      handle: async (request) => (await import('./commit.ts')).commitContainer(engine, store, request),
    },
    { method: 'GET', path: '/images/get', handle: (request) => save(valuesOf(request, 'names').flatMap((value) => value.split(','))) },
    { method: 'GET', path: '/images/{name...}/get', handle: ({ params }: ApiRequest) => save([params['name'] as string]) },
    {
      method: 'POST',
      path: '/images/load',
      body: 'raw',
      handle: async ({ stream }) => {
        const { loadImages } = await import('../images/load.ts');
        // Docker has begun its answer by then: what is wrong with the archive is told in it.
        return streamAfterFirst((writer) => loadImages(store, stream, writer).catch((error: unknown) => writer.write(errorMessage(error as Error))));
      },
    },
  ];
}
