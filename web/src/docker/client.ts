/** The Docker Engine API as the page uses it: HTTP over connections into the machine. */
import type { ApiError } from '../../../engine-wasm/api/containers.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { HttpConnection, readLines, readText, type HttpResponse } from '../../../engine-wasm/wire/http/client.ts';
import type { Check } from './shape.ts';

/** Opens a connection to the daemon's socket. */
export type Dial = () => Promise<ByteStream>;

/** The daemon refused; `message` is its own sentence. */
export class DockerError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'DockerError';
    this.status = status;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface RequestBody {
  readonly type: string;
  readonly content: string | Uint8Array;
}

/** Path and query as sent. Values that are undefined are left out. */
export function formatTarget(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`]));
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

/** Docker answers errors with `{"message": …}`; anything else is shown as it came. */
export function errorText(status: number, body: string): string {
  try {
    return (JSON.parse(body) as ApiError).message || body;
  } catch {
    return body.trim() || `the daemon answered ${status}`;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** One connection a request: nothing waits behind a stream, and none is left over when the machine is reset. */
export class DockerClient {
  readonly #dial: Dial;
  /** Sent as User-Agent: the trace tells the page's requests by it. */
  readonly #agent: string;

  constructor(dial: Dial, agent: string) {
    this.#dial = dial;
    this.#agent = agent;
  }

  /** The same daemon, under a name of its own in the trace. */
  as(agent: string): DockerClient {
    return new DockerClient(this.#dial, agent);
  }

  /** @throws DockerError with the daemon's message */
  async text(method: string, path: string, query?: Query): Promise<string> {
    const { response, close } = await this.#send(method, path, query);
    try {
      return await readText(response);
    } finally {
      close();
    }
  }

  /** @throws DockerError with the daemon's message, or when its answer is not of the shape that `isWanted` knows */
  async json<T>(path: string, query?: Query, isWanted: Check = () => true, method = 'GET'): Promise<T> {
    const value = parsed(await this.text(method, path, query));
    if (value === undefined || !isWanted(value)) throw new DockerError(200, `The daemon’s answer to ${method} ${path} cannot be understood.`);
    return value as T;
  }

  /** Resolves when the daemon begins to answer; the objects come until it ends the answer or `signal` does. @throws DockerError */
  async stream<T>(method: string, path: string, query: Query, signal: AbortSignal): Promise<AsyncGenerator<T, void, undefined>> {
    const { response, close } = await this.#send(method, path, query, signal);
    const objects = async function* (): AsyncGenerator<T, void, undefined> {
      for await (const line of readLines(response.body)) yield JSON.parse(line) as T;
    };
    return untilAborted(objects(), signal, close);
  }

  /** The lines of an answer, in the same way. @throws DockerError */
  async lines(path: string, query: Query, signal: AbortSignal): Promise<AsyncGenerator<string, void, undefined>> {
    const { response, close } = await this.#send('GET', path, query, signal);
    return untilAborted(readLines(response.body), signal, close);
  }

  /** Sends JSON. @throws DockerError */
  async post<T>(path: string, query: Query, body: unknown): Promise<T> {
    return JSON.parse(await this.#upload(path, query, { type: 'application/json', content: JSON.stringify(body) })) as T;
  }

  /** Sends an archive; gives what is answered, as text. @throws DockerError */
  postArchive(path: string, query: Query, content: Uint8Array): Promise<string> {
    return this.#upload(path, query, { type: 'application/x-tar', content });
  }

  /** Takes a connection over as a raw stream (Docker's hijack). @throws DockerError */
  async hijack(path: string, query: Query): Promise<ByteStream> {
    const connection = new HttpConnection(await this.#dial());
    const { response, stream } = await connection.upgrade({ method: 'POST', target: formatTarget(path, query), headers: { 'User-Agent': this.#agent } });
    if (stream) return stream;
    const message = errorText(response.status, await readText(response));
    connection.close();
    throw new DockerError(response.status, message);
  }

  /** The bytes of an answer, in the same way. @throws DockerError */
  async bytes(path: string, query: Query, signal: AbortSignal): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
    const { response, close } = await this.#send('GET', path, query, signal);
    const parts = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (let part = await response.body.read(); part !== null; part = await response.body.read()) yield part;
    };
    return untilAborted(parts(), signal, close);
  }

  async #upload(path: string, query: Query, body: RequestBody): Promise<string> {
    const { response, close } = await this.#send('POST', path, query, undefined, body);
    try {
      return await readText(response);
    } finally {
      close();
    }
  }

  async #send(method: string, path: string, query?: Query, signal?: AbortSignal, body?: RequestBody): Promise<{ response: HttpResponse; close: () => void }> {
    const connection = new HttpConnection(await this.#dial());
    const close = (): void => {
      signal?.removeEventListener('abort', close);
      connection.close();
    };
    signal?.addEventListener('abort', close);
    if (signal?.aborted) close();
    const response = await connection.request({
      method,
      target: formatTarget(path, query),
      headers: { 'User-Agent': this.#agent, ...(body && { 'Content-Type': body.type }) },
      ...(body && { body: body.content }),
    });
    if (response.status < 400) return { response, close };
    const message = errorText(response.status, await readText(response));
    close();
    throw new DockerError(response.status, message);
  }
}

/** A stream that was cut because nobody wants it any more has not failed. */
async function* untilAborted<T>(source: AsyncGenerator<T, void, undefined>, signal: AbortSignal, close: () => void): AsyncGenerator<T, void, undefined> {
  try {
    for await (const item of source) yield item;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    close();
  }
}
