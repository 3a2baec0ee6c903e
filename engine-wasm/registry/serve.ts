/** HTTP/1.1: one connection, kept alive, whoever it comes from. */
import { BufferedReader } from '../wire/buffered-reader.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { bodyOf, formatHead, readRequestHead, type RequestHead } from '../wire/http/message.ts';
import type { Answer } from './answer.ts';
import type { HubRequest } from './request.ts';

const encoder = new TextEncoder();

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  416: 'Range Not Satisfiable',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

async function send(stream: ByteStream, answered: Answer, withBody: boolean, keepAlive: boolean): Promise<void> {
  const headers = [
    ...answered.headers,
    ...(answered.status === 204 ? [] : [['Content-Length', String(answered.length)] as const]),
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

/** A path is what it says where it says nothing that can be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Answers one request; false when the connection is not to be used again. */
async function serveOne(stream: ByteStream, reader: BufferedReader, answer: (request: HubRequest) => Promise<Answer>): Promise<boolean> {
  const head = await readRequestHead(reader);
  if (head === null) return false;
  if (head.headers.get('expect')?.toLowerCase() === '100-continue') await stream.write(encoder.encode('HTTP/1.1 100 Continue\r\n\r\n'));
  const body = bodyOf(head.headers, reader, false);
  const [path = '', query = ''] = head.target.split('?', 2);
  const answered = await answer({ method: head.method, path: decoded(path), query: new URLSearchParams(query), headers: head.headers, body });
  while ((await body.read()) !== null);
  const keepAlive = wantsKeepAlive(head);
  await send(stream, answered, head.method !== 'HEAD', keepAlive);
  return keepAlive;
}

/** RFC 8446, section 5.1: how a connection begins whose client tries TLS first. Told at once, it goes on in plain HTTP. */
const tlsHandshake = 22;

/** Serves until either side ends it. Content that breaks off in the middle ends it too: the client misses bytes and knows. */
export async function serveConnection(stream: ByteStream, answer: (request: HubRequest) => Promise<Answer>): Promise<void> {
  try {
    const first = await stream.read();
    if (first === null || first[0] === tlsHandshake) return stream.close();
    const reader = new BufferedReader(stream, first);
    while (await serveOne(stream, reader, answer));
    stream.closeWrite();
  } catch {
    stream.close();
  }
}
