/** An HTTP/1.1 client over any {@link ByteStream}: the CLI, the page, the tests and the pull use it. */
import { BufferedReader, concatBytes } from '../buffered-reader.ts';
import type { ByteStream } from '../byte-stream.ts';
import { bodyOf, emptyBody, formatChunk, formatHead, readAll, readResponseHead, type Body, type Headers, type ResponseHead } from './message.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent with their length, a {@link Body} in chunks. */
  readonly body?: string | Uint8Array | Body;
}

/** The body must be read to its end before the connection's next request. */
export interface HttpResponse {
  readonly status: number;
  /** What the server says after the status; may be empty. */
  readonly reason: string;
  readonly headers: Headers;
  readonly body: Body;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One connection, one request at a time, kept alive between them. */
export class HttpConnection {
  readonly #stream: ByteStream;
  readonly #reader: BufferedReader;
  readonly #host: string;

  constructor(stream: ByteStream, host = 'localhost') {
    this.#stream = stream;
    this.#reader = new BufferedReader(stream);
    this.#host = host;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    await this.#send(request, {});
    const head = await this.#head();
    const bodiless = request.method === 'HEAD' || head.status === 204 || head.status === 304;
    return { ...head, body: bodiless ? emptyBody : bodyOf(head.headers, this.#reader, true) };
  }

  /**
   * Asks to take the connection over as a raw stream (Docker's hijack). With a 101 the stream is in the result; with anything
   * else the response is an ordinary one.
   */
  async upgrade(request: HttpRequest): Promise<{ readonly response: HttpResponse; readonly stream: ByteStream | null }> {
    await this.#send(request, { Connection: 'Upgrade', Upgrade: 'tcp' });
    const head = await this.#head();
    if (head.status !== 101) {
      return { response: { ...head, body: bodyOf(head.headers, this.#reader, true) }, stream: null };
    }
    const rest: ByteStream = {
      read: () => this.#reader.readSome(),
      write: (bytes) => this.#stream.write(bytes),
      closeWrite: () => this.#stream.closeWrite(),
      close: () => this.#stream.close(),
    };
    return { response: { ...head, body: emptyBody }, stream: rest };
  }

  /** What was read from the stream past the last head: for those who take the descriptor over. */
  takeBuffered(): Uint8Array {
    return this.#reader.takeBuffered();
  }

  close(): void {
    this.#stream.close();
  }

  /** Interim answers (100 Continue) are skipped. */
  async #head(): Promise<ResponseHead> {
    for (;;) {
      const head = await readResponseHead(this.#reader);
      if (head.status === 101 || head.status >= 200) return head;
    }
  }

  async #send(request: HttpRequest, extra: Record<string, string>): Promise<void> {
    const { body } = request;
    const headers: Record<string, string> = { Host: this.#host, ...extra, ...request.headers };
    const bytes = typeof body === 'string' ? encoder.encode(body) : body instanceof Uint8Array ? body : null;
    if (bytes) headers['Content-Length'] = String(bytes.length);
    else if (body) headers['Transfer-Encoding'] = 'chunked';
    else if (request.method !== 'GET' && request.method !== 'HEAD') headers['Content-Length'] = '0';
    const head = encoder.encode(formatHead(`${request.method} ${request.target} HTTP/1.1`, Object.entries(headers)));
    await this.#stream.write(bytes ? concatBytes(head, bytes) : head);
    if (body && !bytes) await this.#sendChunks(body as Body);
  }

  async #sendChunks(body: Body): Promise<void> {
    for (let part = await body.read(); part !== null; part = await body.read()) {
      if (part.length > 0) await this.#stream.write(formatChunk(part));
    }
    await this.#stream.write(formatChunk(new Uint8Array(0)));
  }
}

/** @throws Error when there are more than `most` bytes */
export async function readText(response: HttpResponse, most = Infinity): Promise<string> {
  return decoder.decode(await readAll(response.body, most));
}

export async function readJson<T>(response: HttpResponse): Promise<T> {
  return JSON.parse(await readText(response)) as T;
}

/** The lines of a body (newline or CRLF ended) as they arrive, together those that arrive together: a generator's turn costs more than a line. */
export async function* readLineBatches(body: Body): AsyncGenerator<readonly string[], void, undefined> {
  let rest: Uint8Array = new Uint8Array(0);
  for (let part = await body.read(); part !== null; part = await body.read()) {
    rest = concatBytes(rest, part);
    const end = rest.lastIndexOf(10);
    if (end < 0) continue;
    const lines = decoder.decode(rest.subarray(0, end)).split('\n');
    rest = rest.slice(end + 1);
    yield lines.map((line) => line.trimEnd()).filter((line) => line !== '');
  }
  if (rest.length > 0) yield [decoder.decode(rest)];
}

/** The lines of a body one by one: progress, events and trace streams. */
export async function* readLines(body: Body): AsyncGenerator<string, void, undefined> {
  for await (const lines of readLineBatches(body)) yield* lines;
}
