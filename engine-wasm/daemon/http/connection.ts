import { BufferedReader, ReadError } from '../../wire/buffered-reader.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { bodyOf, HttpError, readRequestHead, type Body, type RequestHead } from '../../wire/http/message.ts';
import type { Clock, Fd } from '../../sys/sys.ts';
import { logError } from '../background.ts';
import { badRequest, DaemonError, notFound } from '../errors.ts';
import type { TraceClient } from '../../api/trace.ts';
import type { Stepper } from '../trace/stepper.ts';
import type { Trace } from '../trace/trace.ts';
import { ChunkedWriter } from './chunked-writer.ts';
import { isWellEscaped } from './percent.ts';
import { apiVersion, commonHeaders, formatReplyHead, formatWhole, oldestVersion, reasons } from './replies.ts';
import { jsonBody, skipRest } from './request-body.ts';
import { parseQuery, type ApiRequest, type Reply, type Router } from './router.ts';

const tracedBodyBytes = 16 * 1024;
/** What a refused client may still send before it is cut off, and for how long. */
const maxDrainedBytes = 32 * 1024 * 1024;
const drainMs = 5000;

const encoder = new TextEncoder();

/** A client's socket. */
export interface ClientStream extends ByteStream {
  /** Gives the descriptor up without closing it. */
  release(): Fd;
}

export interface ConnectionParts {
  readonly router: Router;
  readonly trace: Trace;
  readonly stepper: Stepper;
  readonly clock: Clock;
}

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

function splitTarget(target: string): readonly [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** What Go's server refuses before any route sees it. @throws HttpError */
function checkHead(head: RequestHead): void {
  if (head.minorVersion === 1 && !head.headers.has('host')) throw new HttpError(400, 'missing required Host header');
  if (!isWellEscaped(splitTarget(head.target)[0])) throw new HttpError(400);
}

function failure(error: unknown): Reply {
  if (error instanceof DaemonError)
    return error.status === 304 ? { kind: 'empty', status: 304 } : { kind: 'json', status: error.status, value: { message: error.message } };
  if (error instanceof HttpError) return { kind: 'text', status: error.status, text: `${error.message || (reasons[error.status] ?? '')}\n` };
  logError('a request failed', error);
  return { kind: 'json', status: 500, value: { message: (error as Error).message } };
}

/** Watching is no part of what is watched. */
function isOwn({ target }: RequestHead): boolean {
  return target.startsWith('/drydock/');
}

function messageOf(reply: Reply): { readonly message?: string } {
  const { message } = reply.kind === 'json' && reply.status >= 400 ? (reply.value as { readonly message?: unknown }) : {};
  return typeof message === 'string' ? { message } : {};
}

/** One client's connection: requests in order, each answered before the next is read (RFC 9112, section 9.3). */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #stream: ClientStream;
  readonly #client: TraceClient;
  readonly #reader: BufferedReader;

  constructor(parts: ConnectionParts, stream: ClientStream, client: TraceClient) {
    this.#parts = parts;
    this.#stream = stream;
    this.#client = client;
    this.#reader = new BufferedReader(stream);
  }

  /** Until the client leaves, breaks the protocol, or its socket is handed over: `released`. Never rejects. */
  async serve(): Promise<'closed' | 'released'> {
    try {
      for (let head = await readRequestHead(this.#reader); head !== null; head = await readRequestHead(this.#reader)) {
        checkHead(head);
        const next = await this.#answer(head);
        if (next === 'released') return next;
        if (next === 'end') break;
      }
    } catch (error) {
      const refusal = error instanceof ReadError ? new HttpError(400) : error;
      // Anything else is a socket that broke: there is nobody to tell.
      if (refusal instanceof HttpError) await this.#refuse(refusal).catch(() => undefined);
    }
    this.#stream.close();
    return 'closed';
  }

  async #refuse({ status, message }: HttpError): Promise<void> {
    const text = `${status} ${reasons[status] ?? ''}${message === '' ? '' : `: ${message}`}`;
    await this.#stream.write(formatWhole({ kind: 'text', status, text }, { headOnly: false, keep: false }));
    await this.#drain();
  }

  /** The client hears the answer only if what it still sends is read: a socket closed on unread bytes takes the answer with it. */
  async #drain(): Promise<void> {
    this.#stream.closeWrite();
    const timer = setTimeout(() => this.#stream.close(), drainMs);
    try {
      for (let drained = 0; drained < maxDrainedBytes;) {
        const bytes = await this.#reader.readSome();
        if (bytes === null) return;
        drained += bytes.length;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(head: RequestHead): Promise<'next' | 'end' | 'released'> {
    const { clock, trace } = this.#parts;
    const started = clock.monotonic();
    const body = bodyOf(head.headers, this.#reader, false);
    if (head.headers.get('expect')?.toLowerCase() === '100-continue') await this.#stream.write(encoder.encode('HTTP/1.1 100 Continue\r\n\r\n'));
    const id = trace.nextRequest();
    const reply = await this.#handle(head, body, id).catch(failure);
    if (!isOwn(head)) trace.emit({ kind: 'response', request: id, status: reply.status, durationMs: clock.monotonic() - started, ...messageOf(reply) });
    if (reply.kind === 'handover') return this.#handOver(reply);
    const wanted = head.minorVersion === 1 && head.headers.get('connection')?.toLowerCase() !== 'close';
    const keep = (await skipRest(body)) && wanted;
    if (reply.kind === 'stream') await this.#sendStream(reply, head, keep);
    else await this.#stream.write(formatWhole(reply, { headOnly: head.method === 'HEAD', keep }));
    if (keep) return 'next';
    await this.#drain();
    return 'end';
  }

  async #handle(head: RequestHead, body: Body, id: number): Promise<Reply> {
    const [target, query] = splitTarget(head.target);
    const path = withoutVersion(target);
    const match = this.#parts.router.find(head.method, path);
    if (!match) throw notFound('page not found');
    const request: ApiRequest = {
      id,
      method: head.method,
      path,
      params: match.params,
      query: parseQuery(query),
      queryText: query,
      headers: head.headers,
      body: await jsonBody(match.route, head, body),
      stream: body,
    };
    if (!isOwn(head)) await this.#announce(head, request);
    return match.route.handle(request);
  }

  /** Tells the trace, and in step mode waits until the learner lets the request pass. */
  async #announce(head: RequestHead, { id, body }: ApiRequest): Promise<void> {
    const { trace, stepper } = this.#parts;
    const agent = head.headers.get('user-agent') ?? '';
    const traced = body !== undefined && Number(head.headers.get('content-length') ?? 0) < tracedBodyBytes ? { body } : {};
    trace.emit({ kind: 'request', request: id, method: head.method, path: head.target, client: this.#client, agent, ...traced });
    await stepper.beforeRequest({ pid: this.#client.pid, agent }, id, head.method);
  }

  async #sendStream(reply: Reply & { kind: 'stream' }, head: RequestHead, keep: boolean): Promise<void> {
    const headers = [
      ...commonHeaders,
      ['Content-Type', reply.contentType],
      ['Transfer-Encoding', 'chunked'],
      ...(keep ? [] : [['Connection', 'close'] as const]),
    ] as const;
    await this.#stream.write(formatReplyHead(reply.status, headers));
    const writer = new ChunkedWriter(this.#stream, (reason) =>
      console.error(`${head.method} ${head.target} of process ${this.#client.pid}: dropped: ${reason}`),
    );
    // A next request that comes early stays in the reader; only the end of the stream says that the client left.
    this.#reader.fill().then(
      (more) => (more ? undefined : writer.noteGone()),
      () => writer.noteGone(),
    );
    await reply.write(writer);
    await writer.end();
  }

  async #handOver(reply: Reply & { kind: 'handover' }): Promise<'released'> {
    const upgrade =
      reply.status === 101
        ? ([
            ['Connection', 'Upgrade'],
            ['Upgrade', 'tcp'],
          ] as const)
        : ([['Connection', 'close']] as const);
    const extra = [...(reply.status === 101 ? [] : commonHeaders), ...Object.entries(reply.headers ?? {})];
    await this.#stream.write(formatReplyHead(reply.status, [...extra, ['Content-Type', reply.contentType], ...upgrade]));
    reply.take(this.#stream.release(), this.#reader.takeBuffered());
    return 'released';
  }
}
