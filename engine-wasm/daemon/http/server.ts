/** HTTP/1.1 on the daemon's socket: keep-alive, bodies both ways, and connections that are handed over. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import { bodyOf, formatChunk, formatHead, HttpError, readAll, readRequestHead, type Body, type RequestHead } from '../../wire/http/message.ts';
import { badRequest, DaemonError, notFound } from '../errors.ts';
import type { Trace } from '../trace/trace.ts';
import { parseQuery, type ApiRequest, type Reply, type Route, type Router } from './router.ts';

const apiVersion = 1.51;
const oldestVersion = 1.24;
const maxJsonBytes = 16 * 1024 * 1024;
const maxDrainedBytes = 32 * 1024 * 1024;
const tracedBodyBytes = 16 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const reasons: Readonly<Record<number, string>> = {
  101: 'UPGRADED',
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const commonHeaders: readonly (readonly [string, string])[] = [
  ['Api-Version', String(apiVersion)],
  ['Docker-Experimental', 'false'],
  ['Ostype', 'linux'],
  ['Builder-Version', '1'],
  ['Swarm', 'inactive'],
  ['Server', 'Docker/28.5.2 (linux)'],
];

/** @throws DaemonError with Docker's texts */
function withoutVersion(path: string): string {
  const version = /^\/v(\d+\.\d+)(\/|$)/.exec(path);
  if (!version) return path;
  const number = Number(version[1]);
  if (number > apiVersion) throw badRequest(`client version ${version[1]} is too new. Maximum supported API version is ${apiVersion}`);
  if (number < oldestVersion) {
    // Clients that old read errors as plain text.
    throw new HttpError(
      400,
      `client version ${version[1]} is too old. Minimum supported API version is ${oldestVersion}, please upgrade your client to a newer version`,
    );
  }
  return path.slice(version[0].length - 1);
}

/** Go's wording for the most common mistakes; what it cannot know from JavaScript's parser it leaves out. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const start = /^\s*\{\s*([^"}\s])/.exec(text);
    if (start) throw badRequest(`invalid JSON: invalid character '${start[1] as string}' looking for beginning of object key string`);
    const first = /^\s*(\S)/.exec(text);
    throw badRequest(
      first && !'{["tfn-0123456789'.includes(first[1] as string)
        ? `invalid JSON: invalid character '${first[1] as string}' looking for beginning of value`
        : 'invalid JSON: unexpected EOF',
    );
  }
}

async function jsonBody(route: Route, head: RequestHead, body: Body): Promise<unknown> {
  if (route.body === undefined || route.body === 'raw') return undefined;
  const bytes = await readAll(body, maxJsonBytes);
  if (bytes.length === 0) {
    if (route.body === 'json') throw badRequest('invalid JSON: got EOF while reading request body');
    return undefined;
  }
  const type = head.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) {
    if (route.body === 'json') throw badRequest(`unsupported Content-Type header (${type}): must be 'application/json'`);
    return undefined;
  }
  return parseJson(decoder.decode(bytes));
}

class Connection {
  readonly #sys: Sys;
  readonly #router: Router;
  readonly #trace: Trace;
  readonly #stream: FdStream;
  readonly #reader: BufferedReader;
  readonly #client: { readonly pid: number; readonly command: string };

  constructor(sys: Sys, router: Router, trace: Trace, fd: Fd) {
    this.#sys = sys;
    this.#router = router;
    this.#trace = trace;
    this.#stream = new FdStream(sys, fd);
    this.#reader = new BufferedReader(this.#stream);
    this.#client = this.#identify(fd);
  }

  async serve(): Promise<void> {
    try {
      for (let head = await readRequestHead(this.#reader); head !== null; head = await readRequestHead(this.#reader)) {
        if (!(await this.#answer(head))) return;
      }
    } catch (error) {
      if (error instanceof HttpError) await this.#refuse(error).catch(() => undefined);
    }
    this.#stream.close();
  }

  /** The client hears why only if what it still sends is read: a socket closed on unread bytes takes the answer with it. */
  async #refuse(error: HttpError): Promise<void> {
    await this.#send({ kind: 'text', status: error.status, text: `${error.status} ${error.message}` }, false);
    this.#stream.closeWrite();
    for (let drained = 0; drained < maxDrainedBytes;) {
      const bytes = await this.#stream.read();
      if (bytes === null) return;
      drained += bytes.length;
    }
  }

  #identify(fd: Fd): { pid: number; command: string } {
    const pid = this.#sys.sockets.peerPid(fd);
    const path = `/proc/${pid}/comm`;
    return { pid, command: pid > 0 && this.#sys.files.exists(path) ? this.#sys.files.readText(path).trim() : '' };
  }

  /** Whether the connection is kept for another request. */
  async #answer(head: RequestHead): Promise<boolean> {
    const started = this.#sys.clock.monotonic();
    if (head.headers.get('expect')?.toLowerCase() === '100-continue') await this.#stream.write(encoder.encode('HTTP/1.1 100 Continue\r\n\r\n'));
    const body = bodyOf(head.headers, this.#reader, false);
    const id = this.#trace.nextRequest();
    let reply: Reply;
    try {
      reply = await this.#handle(head, body, id);
    } catch (error) {
      reply = this.#failure(error);
    }
    this.#trace.emit({ kind: 'response', request: id, status: reply.status, durationMs: this.#sys.clock.monotonic() - started });
    if (reply.kind === 'handover') return this.#handOver(reply);
    while ((await body.read()) !== null);
    const keep = head.minorVersion === 1 && head.headers.get('connection')?.toLowerCase() !== 'close';
    return (await this.#send(reply, head.method === 'HEAD')) && keep;
  }

  async #handle(head: RequestHead, body: Body, id: number): Promise<Reply> {
    const mark = head.target.indexOf('?');
    const target = mark < 0 ? head.target : head.target.slice(0, mark);
    const path = withoutVersion(target);
    const method = head.method === 'HEAD' && path !== '/_ping' ? 'GET' : head.method;
    const match = this.#router.find(method === 'HEAD' ? 'GET' : method, path);
    if (!match) throw notFound('page not found');
    const request: ApiRequest = {
      method,
      path,
      params: match.params,
      query: parseQuery(mark < 0 ? '' : head.target.slice(mark + 1)),
      body: await jsonBody(match.route, head, body),
      stream: body,
    };
    const traced = request.body !== undefined && Number(head.headers.get('content-length') ?? 0) < tracedBodyBytes ? { body: request.body } : {};
    this.#trace.emit({ kind: 'request', request: id, method: head.method, path: head.target, client: this.#client, ...traced });
    return match.route.handle(request);
  }

  #failure(error: unknown): Reply {
    if (error instanceof DaemonError)
      return error.status === 304 ? { kind: 'empty', status: 304 } : { kind: 'json', status: error.status, value: { message: error.message } };
    if (error instanceof HttpError) return { kind: 'text', status: error.status, text: `${error.message}\n` };
    console.error(String(error), (error as Error).stack ?? '');
    return { kind: 'json', status: 500, value: { message: (error as Error).message } };
  }

  async #send(reply: Exclude<Reply, { kind: 'handover' }>, headOnly: boolean): Promise<boolean> {
    if (reply.kind === 'stream') return this.#sendStream(reply);
    const text = reply.kind === 'json' ? `${JSON.stringify(reply.value)}\n` : reply.kind === 'text' ? reply.text : '';
    const bytes = encoder.encode(text);
    const headers: (readonly [string, string])[] = [...commonHeaders];
    if (reply.kind !== 'empty') headers.push(['Content-Type', reply.kind === 'json' ? 'application/json' : 'text/plain; charset=utf-8']);
    if (reply.status !== 204 && reply.status !== 304) headers.push(['Content-Length', String(bytes.length)]);
    const head = formatHead(`HTTP/1.1 ${reply.status} ${reasons[reply.status] ?? ''}`, headers);
    await this.#stream.write(encoder.encode(headOnly ? head : head + text));
    return true;
  }

  async #sendStream(reply: Reply & { kind: 'stream' }): Promise<boolean> {
    const headers = [...commonHeaders, ['Content-Type', reply.contentType], ['Transfer-Encoding', 'chunked']] as const;
    await this.#stream.write(encoder.encode(formatHead(`HTTP/1.1 ${reply.status} ${reasons[reply.status] ?? ''}`, headers)));
    // Nothing more is expected from the client: what ends this read is its going away.
    const clientGone = this.#reader.readSome().then(() => undefined);
    try {
      await reply.write({ write: (text) => this.#stream.write(formatChunk(encoder.encode(text))), clientGone });
      await this.#stream.write(formatChunk(new Uint8Array(0)));
    } finally {
      this.#stream.close();
    }
    return false;
  }

  async #handOver(reply: Reply & { kind: 'handover' }): Promise<false> {
    const upgrade =
      reply.status === 101
        ? ([
            ['Connection', 'Upgrade'],
            ['Upgrade', 'tcp'],
          ] as const)
        : ([['Connection', 'close']] as const);
    const head = formatHead(`HTTP/1.1 ${reply.status} ${reasons[reply.status] ?? ''}`, [['Content-Type', reply.contentType], ...upgrade]);
    await this.#stream.write(encoder.encode(head));
    reply.take(this.#stream.release(), this.#reader.takeBuffered());
    return false;
  }
}

/** Listens on a unix socket for as long as the daemon lives. */
export function serveHttp(sys: Sys, path: string, router: Router, trace: Trace): void {
  const listener = sys.sockets.listenUnix(path, 0o660);
  sys.loop.onReadable(listener, () => {
    for (let fd = sys.sockets.accept(listener); fd !== null; fd = sys.sockets.accept(listener)) void new Connection(sys, router, trace, fd).serve();
  });
}
