/**
 * The hub: a registry outside the machine, spoken to over HTTP/1.1 only. OCI Distribution Specification 1.1: the pull workflow and
 * the errors.
 */
import { BufferedReader } from '../wire/buffered-reader.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { bodyOf, formatHead, readRequestHead, type RequestHead } from '../wire/http/message.ts';
import { failure, json, type Answer } from './answer.ts';
import type { BlobSource } from './content.ts';
import { getBlob, getManifest, listRepositories, listTags } from './pull.ts';

const encoder = new TextEncoder();

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Range Not Satisfiable',
  500: 'Internal Server Error',
};

/** OCI Distribution Specification, "Pulling manifests": the grammar of `<name>`. */
const nameForm = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/**
 * Like Docker Hub, the hub does not tell a repository that is not there from one that the client may not see: clients turn DENIED into the
 * message that learners will meet outside.
 */
async function answer(source: BlobSource, head: RequestHead): Promise<Answer> {
  const [path = '', query = ''] = head.target.split('?', 2);
  if (!path.startsWith('/v2')) return failure('NOT_FOUND');
  if (head.method !== 'GET' && head.method !== 'HEAD') return failure('UNSUPPORTED');
  if (path === '/v2' || path === '/v2/') return json(200, {});
  const { repositories } = await source.index();
  if (path === '/v2/_catalog') return listRepositories(Object.keys(repositories), query);
  const [, name, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
  if (!name || !kind || !reference) return failure('NOT_FOUND');
  if (!nameForm.test(name)) return failure('NAME_INVALID', name);
  const repository = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
  if (!repository) return failure('DENIED');
  if (kind === 'manifests') return getManifest(source, repository, reference, head);
  if (kind === 'blobs') return getBlob(source, repository, reference, head);
  return reference === 'list' ? listTags(name, repository, query) : failure('NOT_FOUND');
}

async function send(stream: ByteStream, answered: Answer, withBody: boolean, keepAlive: boolean): Promise<void> {
  const headers = [
    ...answered.headers,
    ['Content-Length', String(answered.length)],
    ['Docker-Distribution-Api-Version', 'registry/2.0'],
    ['Connection', keepAlive ? 'keep-alive' : 'close'],
  ] as const;
  await stream.write(encoder.encode(formatHead(`HTTP/1.1 ${answered.status} ${reasons[answered.status] ?? 'Status'}`, headers)));
  if (!withBody) return;
  for await (const part of answered.body()) await stream.write(part);
}

function wantsKeepAlive({ minorVersion, headers }: RequestHead): boolean {
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  return minorVersion === 1 ? !connection.includes('close') : connection.includes('keep-alive');
}

/** Answers one request; false when the connection is not to be used again. */
async function serveOne(stream: ByteStream, reader: BufferedReader, source: BlobSource): Promise<boolean> {
  const head = await readRequestHead(reader);
  if (head === null) return false;
  const body = bodyOf(head.headers, reader, false);
  while ((await body.read()) !== null);
  const answered = await answer(source, head).catch(() => failure('UNKNOWN'));
  const keepAlive = wantsKeepAlive(head);
  await send(stream, answered, head.method !== 'HEAD', keepAlive);
  return keepAlive;
}

/** Serves one connection until either side ends it. Content that breaks off in the middle ends it too: the client misses bytes and knows. */
export async function serveHub(stream: ByteStream, source: BlobSource): Promise<void> {
  const reader = new BufferedReader(stream);
  try {
    while (await serveOne(stream, reader, source));
    stream.closeWrite();
  } catch {
    stream.close();
  }
}
