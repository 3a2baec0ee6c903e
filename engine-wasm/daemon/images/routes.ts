import { InvalidReference, familiarString, withDefaultTag, withTag, type Reference } from '../../wire/reference.ts';
import { badRequest, DaemonError } from '../errors.ts';
import { empty, isTrue, json, type ApiRequest, type Reply, type Route } from '../http/router.ts';
import { listImages } from './list.ts';
import type { UsersOf, EventsForImages } from './ports.ts';
import { errorMessage, progressTo } from './progress.ts';
import { pruneImages } from './prune.ts';
import type { Puller } from './pull.ts';
import type { Remover } from './remove.ts';
import { findImage, parse } from './resolve.ts';
import type { ImageStore } from './store.ts';
import { history, inspect } from './views.ts';

export interface ImageParts {
  readonly store: ImageStore;
  readonly puller: Puller;
  readonly remover: Remover;
  readonly usersOf: UsersOf;
  readonly events: EventsForImages;
}

function tagged(reference: Reference, tag: string): Reference {
  try {
    return withTag(reference, tag);
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message);
    throw error;
  }
}

/** The `fromImage` and `tag` of a pull: the tag may be a digest. @throws DaemonError bad-request */
function wanted({ query }: ApiRequest): Reference {
  const reference = parse(query['fromImage'] ?? '');
  const tag = query['tag'] ?? '';
  if (tag === '') return reference;
  return tag.startsWith('sha256:') ? parse(`${query['fromImage'] ?? ''}@${tag}`) : tagged(reference, tag);
}

/** The head is sent with the first message: a failure before it still has a status of its own, one after it goes into the stream. */
async function pull({ puller }: ImageParts, request: ApiRequest): Promise<Reply> {
  const reference = wanted(request);
  const all = reference.tag === undefined && reference.digest === undefined;
  return streamAfterFirst((write) => (all ? puller.pullAll(reference, progressTo(write)) : puller.pull(reference, progressTo(write))));
}

async function streamAfterFirst(run: (write: (text: string) => Promise<void>) => Promise<void>): Promise<Reply> {
  let begin: (reply: Reply) => void = () => undefined;
  let open: (write: (text: string) => Promise<void>) => void = () => undefined;
  const begun = new Promise<Reply>((resolve) => (begin = resolve));
  const opened = new Promise<(text: string) => Promise<void>>((resolve) => (open = resolve));
  let started = false;
  const work = run(async (text) => {
    if (!started) begin(reply);
    started = true;
    await (
      await opened
    )(text);
  });
  const reply: Reply = {
    kind: 'stream',
    status: 200,
    contentType: 'application/json',
    write: async (writer) => {
      open((text) => writer.write(text));
      await work.catch((error: unknown) => writer.write(errorMessage((error as Error).message)));
    },
  };
  const failedFirst = work.then(
    () => reply,
    (error: unknown) => {
      if (started) return reply;
      throw error;
    },
  );
  return Promise.race([begun, failedFirst]);
}

function tag({ store, events }: ImageParts, { params, query }: ApiRequest): Reply {
  const image = findImage(store, params['name'] ?? '');
  const repository = parse(query['repo'] ?? '');
  const name = query['tag'] ? tagged(repository, query['tag']) : withDefaultTag(repository);
  if (name.digest !== undefined) throw badRequest('refusing to create a tag with a digest reference');
  store.names.set(name, image.id);
  store.noteTagged(image.id);
  events.emit('image', 'tag', image.id, { name: familiarString(name) });
  return empty(201);
}

function create(parts: ImageParts, request: ApiRequest): Promise<Reply> {
  if (request.query['fromImage']) return pull(parts, request);
  throw new DaemonError('internal', 'importing a file system is not supported');
}

export function imageRoutes(parts: ImageParts): Route[] {
  const { store, usersOf, remover } = parts;
  const named = (request: ApiRequest): ReturnType<typeof findImage> => findImage(store, request.params['name'] ?? '');
  return [
    { method: 'GET', path: '/images/json', handle: ({ query }) => json(listImages(store, usersOf, query)) },
    { method: 'GET', path: '/images/{name...}/json', handle: (request) => json(inspect(store, named(request))) },
    { method: 'GET', path: '/images/{name...}/history', handle: (request) => json(history(store, named(request))) },
    { method: 'POST', path: '/images/create', body: 'raw', handle: (request) => create(parts, request) },
    { method: 'POST', path: '/images/prune', handle: ({ query }) => json(pruneImages(store, usersOf, remover, query)) },
    { method: 'POST', path: '/images/{name...}/tag', handle: (request) => tag(parts, request) },
    { method: 'DELETE', path: '/images/{name...}', handle: ({ params, query }) => json(remover.remove(params['name'] ?? '', isTrue(query['force']))) },
  ];
}
