/**
 * The hub: a registry outside the machine, spoken to over HTTP only. OCI Distribution Specification 1.1, the pull workflow (section 3) and
 * its errors (section 5).
 */
import { BufferedReader } from '../wire/buffered-reader.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { formatHead, readRequestHead, type RequestHead } from '../wire/http/message.ts';

export interface Blob {
  /** Bytes. */
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
}

/** Where a hub's content is: names as in `index.json` (repository → tag → manifest digest), blobs by digest. */
export interface BlobSource {
  index(): Promise<HubIndex>;
  /** `null` when there is none. */
  blob(digest: string): Promise<Blob | null>;
}

export interface HubIndex {
  readonly repositories: Readonly<Record<string, { readonly tags: Readonly<Record<string, string>>; readonly blobs: readonly string[] }>>;
}

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | Blob;
}

const encoder = new TextEncoder();
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const reasons: Readonly<Record<number, string>> = { 200: 'OK', 400: 'Bad Request', 404: 'Not Found', 405: 'Method Not Allowed' };

function failure(status: number, code: string, message: string): Answer {
  return { status, headers: [['Content-Type', 'application/json']], body: encoder.encode(JSON.stringify({ errors: [{ code, message }] })) };
}

function json(value: unknown): Answer {
  return { status: 200, headers: [['Content-Type', 'application/json']], body: encoder.encode(JSON.stringify(value)) };
}

async function manifest(source: BlobSource, name: string, reference: string): Promise<Answer> {
  const repository = (await source.index()).repositories[name];
  if (!repository) return failure(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  const digest = repository.tags[reference] ?? (Object.values(repository.tags).includes(reference) ? reference : undefined);
  const found = digest === undefined ? null : await source.blob(digest);
  if (!found || digest === undefined) return failure(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  return { status: 200, headers: [['Content-Type', manifestType], ['Docker-Content-Digest', digest]], body: found };
}

async function blob(source: BlobSource, name: string, digest: string): Promise<Answer> {
  const known = (await source.index()).repositories[name]?.blobs.includes(digest);
  const found = known ? await source.blob(digest) : null;
  if (!found) return failure(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return { status: 200, headers: [['Content-Type', 'application/octet-stream'], ['Docker-Content-Digest', digest]], body: found };
}

async function answer(source: BlobSource, { method, target }: RequestHead): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return failure(405, 'UNSUPPORTED', 'The operation is unsupported.');
  const path = target.split('?', 1)[0] as string;
  if (path === '/v2' || path === '/v2/') return json({});
  if (path === '/v2/_catalog') return json({ repositories: Object.keys((await source.index()).repositories).sort() });
  const [, name, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
  if (!name || !kind || !reference) return failure(404, 'NAME_INVALID', 'invalid repository name');
  if (kind === 'manifests') return manifest(source, name, reference);
  if (kind === 'blobs') return blob(source, name, reference);
  const repository = (await source.index()).repositories[name];
  return repository ? json({ name, tags: Object.keys(repository.tags).sort() }) : failure(404, 'NAME_UNKNOWN', 'repository name not known to registry');
}

async function send(stream: ByteStream, { method }: RequestHead, { status, headers, body }: Answer): Promise<void> {
  const length = body instanceof Uint8Array ? body.length : body.size;
  const all = [...headers, ['Content-Length', String(length)], ['Docker-Distribution-Api-Version', 'registry/2.0']] as const;
  await stream.write(encoder.encode(formatHead(`HTTP/1.1 ${status} ${reasons[status] ?? ''}`, all)));
  if (method === 'HEAD') return;
  if (body instanceof Uint8Array) await stream.write(body);
  else for await (const part of body.read()) await stream.write(part);
}

/** Serves one connection until the client closes it. */
export async function serveHub(stream: ByteStream, source: BlobSource): Promise<void> {
  const reader = new BufferedReader(stream);
  try {
    for (let head = await readRequestHead(reader); head !== null; head = await readRequestHead(reader)) await send(stream, head, await answer(source, head));
    stream.closeWrite();
  } catch {
    // A broken request or connection, or content that cannot be read: the client sees the connection end.
    stream.close();
  }
}
