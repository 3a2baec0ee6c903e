/** The hub: a registry outside the machine, spoken to over HTTP/1.1 only. OCI Distribution Specification 1.1. */
import type { ByteStream } from '../wire/byte-stream.ts';
import { isAllowed, type Action } from './access.ts';
import { empty, Failure, failure, json, type Answer } from './answer.ts';
import { Catalog, required } from './catalog.ts';
import type { BlobSource, Repository } from './content.ts';
import { isName } from './forms.ts';
import { admit, challenge } from './gate.ts';
import { answerIndexApi } from './index-api.ts';
import { pageOf } from './pages.ts';
import { getBlob, getManifest, listReferrers, listTags } from './pull.ts';
import { deleteBlob, deleteManifest, putManifest } from './push.ts';
import type { HubRequest } from './request.ts';
import { serveConnection } from './serve.ts';
import type { HubStorage } from './storage/storage.ts';
import { Tokens, type Claims } from './tokens.ts';
import { Uploads } from './uploads.ts';

interface Target {
  readonly name: string;
  /** What the path ends with: a tag, a digest, the id of an upload. */
  readonly reference: string;
  readonly repository: Repository | undefined;
  readonly claims: Claims | null;
}

interface Operation {
  readonly action: Action;
  readonly run: (hub: Hub, request: HubRequest, target: Target) => Answer | Promise<Answer>;
}

const operation = (action: Action, run: Operation['run']): Operation => ({ action, run });

/** Kind of resource → method → what it does. HEAD is GET without its content. */
const operations: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  manifests: {
    GET: operation('pull', ({ catalog }, request, { name, repository, reference }) => getManifest(catalog, required(repository, name), reference, request)),
    PUT: operation('push', ({ catalog }, request, { name, reference }) => putManifest(catalog, name, reference, request)),
    DELETE: operation('delete', ({ catalog }, _, { name, reference }) => deleteManifest(catalog, name, reference)),
  },
  blobs: {
    GET: operation('pull', ({ catalog }, request, { name, repository, reference }) => getBlob(catalog, required(repository, name), reference, request)),
    DELETE: operation('delete', ({ catalog }, _, { name, reference }) => deleteBlob(catalog, name, reference)),
  },
  uploads: {
    POST: operation('push', ({ uploads }, request, { name, claims }) => uploads.start(name, claims?.sub ?? '', request)),
    GET: operation('push', ({ uploads }, _, { name, reference }) => uploads.status(name, reference)),
    PATCH: operation('push', ({ uploads }, request, { name, reference }) => uploads.append(name, reference, request)),
    PUT: operation('push', ({ uploads }, request, { name, reference }) => uploads.finish(name, reference, request)),
    DELETE: operation('push', ({ uploads }, _, { name, reference }) => uploads.cancel(name, reference)),
  },
  tags: { GET: operation('pull', (_hub, request, { name, repository }) => listTags(required(repository, name), name, request)) },
  referrers: { GET: operation('pull', (_hub, request, { repository, reference }) => listReferrers(repository, reference, request)) },
};

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly reference: string;
}

function resourceOf(path: string): Resource | null {
  const upload = /^\/v2\/(.+)\/blobs\/uploads\/?([^/]*)$/.exec(path);
  if (upload) return { name: upload[1] as string, kind: 'uploads', reference: upload[2] as string };
  const [, name, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(path) ?? [];
  if (!name || !kind || !reference || (kind === 'tags' && reference !== 'list')) return null;
  return { name, kind, reference };
}

export class Hub {
  readonly catalog: Catalog;
  readonly uploads: Uploads;
  readonly #tokens = new Tokens();

  /** `library` can be pulled from only; everything else is in `storage`. */
  constructor(library: BlobSource, storage: HubStorage) {
    this.catalog = new Catalog(library, storage);
    this.uploads = new Uploads(this.catalog);
  }

  /** Serves one connection until either side ends it. */
  serve(stream: ByteStream): Promise<void> {
    return serveConnection(stream, (request) => this.#answer(request));
  }

  async #answer(request: HubRequest): Promise<Answer> {
    const answered = await this.#route(request).catch((error: unknown) =>
      error instanceof Failure ? error.answer : failure('UNKNOWN', undefined, [], (error as Error).message).answer,
    );
    return { ...answered, headers: [...answered.headers, ['Docker-Distribution-Api-Version', 'registry/2.0']] };
  }

  async #route(request: HubRequest): Promise<Answer> {
    const { path } = request;
    if (path === '/token' && request.method === 'GET') return this.#tokens.answer(request, this.catalog);
    if (path.startsWith('/v1/')) return answerIndexApi(this.catalog, request);
    if (path !== '/v2' && !path.startsWith('/v2/')) throw failure('NOT_FOUND');
    const claims = await this.#tokens.verify(request.headers.get('authorization'));
    if (path === '/v2' || path === '/v2/') return this.#versionCheck(request, claims);
    if (path === '/v2/_catalog') return this.#list(request, claims);
    return this.#operate(request, claims);
  }

  /** Also what clients find out with whether, and where, to get a token. */
  #versionCheck(request: HubRequest, claims: Claims | null): Answer {
    if (claims === null) throw failure('UNAUTHORIZED', undefined, [challenge(request)]);
    return empty(200);
  }

  async #list({ query }: HubRequest, claims: Claims | null): Promise<Answer> {
    const all = [...(await this.catalog.repositories())].filter(([name, repository]) => isAllowed(claims?.sub || null, 'pull', name, repository));
    const { names, link } = pageOf(
      all.map(([name]) => name),
      query,
      '/v2/_catalog',
    );
    return json(200, { repositories: names }, link);
  }

  async #operate(request: HubRequest, claims: Claims | null): Promise<Answer> {
    const resource = resourceOf(request.path);
    if (!resource) throw failure('NOT_FOUND');
    const { name, kind, reference } = resource;
    if (!isName(name)) throw failure('NAME_INVALID', name);
    const found = operations[kind]?.[request.method === 'HEAD' ? 'GET' : request.method];
    if (!found) throw failure('UNSUPPORTED');
    const repository = await this.catalog.find(name);
    admit(request, claims, found.action, name, repository);
    return found.run(this, request, { name, reference, repository, claims });
  }
}
