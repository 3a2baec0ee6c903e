import { familiarString, withDefaultTag, type Reference } from '../../wire/reference.ts';
import { badRequest } from '../errors.ts';
import { credentialsFrom } from '../registry/credentials.ts';
import { empty, isTrue, json, type ApiRequest, type Reply, type Route } from '../http/router.ts';
import { streamAfterFirst } from '../http/late-stream.ts';
import { listImages } from './list.ts';
import type { UsersOf, EventsForImages } from './ports.ts';
import { progressTo } from './progress.ts';
import { pruneImages } from './prune.ts';
import type { Puller } from './pull.ts';
import type { PusherParts } from './push.ts';
import type { Remover } from './remove.ts';
import { findImage, parse, tagged } from './resolve.ts';
import type { ImageStore } from './store.ts';
import { history, inspect } from './views.ts';

export interface ImageParts {
  readonly store: ImageStore;
  readonly puller: Puller;
  readonly pusherParts: PusherParts;
  readonly remover: Remover;
  readonly usersOf: UsersOf;
  readonly events: EventsForImages;
}

/** The `fromImage` and `tag` of a pull: the tag may be a digest. @throws DaemonError bad-request */
function wanted({ query }: ApiRequest): Reference {
  const reference = parse(query['fromImage'] ?? '');
  const tag = query['tag'] ?? '';
  if (tag === '') return reference;
  return tag.startsWith('sha256:') ? parse(`${query['fromImage'] ?? ''}@${tag}`) : tagged(reference, tag);
}

async function pull({ puller }: ImageParts, request: ApiRequest): Promise<Reply> {
  const reference = wanted(request);
  const all = reference.tag === undefined && reference.digest === undefined;
  const credentials = credentialsFrom(request);
  return streamAfterFirst(({ write }) =>
    all ? puller.pullAll(reference, progressTo(write), credentials) : puller.pull(reference, progressTo(write), credentials),
  );
}

async function push({ pusherParts }: ImageParts, request: ApiRequest): Promise<Reply> {
  const { nameToPush, Pusher } = await import('./push.ts');
  const name = nameToPush(request.params['name'] ?? '', request.query['tag']);
  const credentials = credentialsFrom(request);
  return streamAfterFirst(({ write }) => new Pusher(pusherParts).push(name, progressTo(write), credentials));
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

async function create(parts: ImageParts, request: ApiRequest): Promise<Reply> {
  if (request.query['fromImage']) return pull(parts, request);
  const { importImage } = await import('../build/import.ts');
  return importImage(parts.store, request);
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
    { method: 'POST', path: '/images/{name...}/push', body: 'raw', handle: (request) => push(parts, request) },
    { method: 'POST', path: '/images/{name...}/tag', handle: (request) => tag(parts, request) },
    { method: 'DELETE', path: '/images/{name...}', handle: ({ params, query }) => json(remover.remove(params['name'] ?? '', isTrue(query['force']))) },
  ];
}
