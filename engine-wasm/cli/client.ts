/** The daemon as the commands see it: one connection at a time over its unix socket. */
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import { HttpConnection, readJson, readLines, readText, type HttpRequest, type HttpResponse } from '../wire/http/client.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { Refusal } from './command.ts';
import { apiVersion } from './client-version.ts';
import type { Body } from '../wire/http/message.ts';

/** What the daemon answered instead; `message` is its own. */
export class ApiFailure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

class NoDaemon extends Error {}

const isBody = (body: unknown): body is Body => typeof (body as Partial<Body>).read === 'function';

export class Client {
  readonly #sys: Sys;
  /** The daemon's address as it was given. */
  readonly host: string;
  #connection: HttpConnection | null = null;

  constructor(sys: Sys, host: string) {
    this.#sys = sys;
    this.host = host;
  }

  #connect(): HttpConnection {
    try {
      return new HttpConnection(new FdStream(this.#sys, this.#sys.sockets.connectUnix(this.host.replace(/^unix:\/\//, ''))), 'docker');
    } catch {
      throw new NoDaemon(`Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`);
    }
  }

  async #checked(response: HttpResponse): Promise<HttpResponse> {
    if (response.status < 400) return response;
    const text = await readText(response);
    let message = text.trim();
    try {
      message = (JSON.parse(text) as { message: string }).message.trim();
    } catch {
      // Not every error is JSON; then the text is the message.
    }
    throw new ApiFailure(response.status, message);
  }

  /** Bytes and streams are sent as archives, everything else as JSON. */
  #request(method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>): HttpRequest {
    // What is not Docker's API has no version, and is not part of what the trace shows.
    const target = path.startsWith('/drydock/') ? path : `/v${apiVersion}${path}`;
    if (body === undefined) return { method, target, headers };
    if (isBody(body)) return { method, target, headers: { 'Content-Type': 'application/x-tar', ...headers }, body };
    return { method, target, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  }

  /** The response's body must be read to its end before the next call. @throws ApiFailure, NoDaemon */
  async call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    this.#connection ??= this.#connect();
    return this.#checked(await this.#connection.request(this.#request(method, path, body, headers)));
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return readJson<T>(await this.call(method, path, body));
  }

  async done(method: string, path: string, body?: unknown): Promise<void> {
    await readText(await this.call(method, path, body));
  }

  /** A call on a connection of its own, whose body comes over time. */
  async stream(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    return this.#checked(await this.#connect().request(this.#request(method, path, body, headers)));
  }

  async *lines<T>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): AsyncGenerator<T, void, undefined> {
    for await (const line of readLines((await this.stream(method, path, body, headers)).body)) yield JSON.parse(line) as T;
  }

  async *rawLines(path: string): AsyncGenerator<string, void, undefined> {
    yield* readLines((await this.stream('GET', path)).body);
  }

  /** Takes a connection over as a raw stream. */
  async hijack(path: string, body?: unknown): Promise<ByteStream> {
    const { response, stream } = await this.#connect().upgrade(this.#request('POST', path, body, {}));
    if (stream) return stream;
    await readText(response);
    throw new Refusal(`unable to upgrade to tcp, received ${response.status}`);
  }
}

export function query(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== false);
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value === true ? '1' : String(value))}`).join('&')}`;
}

/** `name=value` filters as the API takes them. */
export function filterQuery(filters: readonly string[]): string | undefined {
  if (filters.length === 0) return undefined;
  const grouped: Record<string, Record<string, boolean>> = {};
  for (const filter of filters) {
    const equals = filter.indexOf('=');
    (grouped[filter.slice(0, equals)] ??= {})[filter.slice(equals + 1)] = true;
  }
  return JSON.stringify(grouped);
}
