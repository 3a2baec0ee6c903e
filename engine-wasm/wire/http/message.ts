/** HTTP/1.1 messages (RFC 9112) over a {@link BufferedReader}: heads, and bodies by length, in chunks or until the end. */
import { ReadError, type BufferedReader } from '../buffered-reader.ts';

/** Header names in lower case. A repeated header is joined with ", ". */
export type Headers = Map<string, string>;

export interface RequestHead {
  readonly method: string;
  /** As sent: path and query, percent-encoded. */
  readonly target: string;
  readonly minorVersion: 0 | 1;
  readonly headers: Headers;
}

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
}

/** A message that is not HTTP/1.x, or too large; `status` is what a server answers, the message says why, where Go's server says so too. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message = '') {
    super(message);
    this.status = status;
  }
}

/** Bytes in a head, start line included: what Go's server takes. */
export const maxHeadBytes = 1024 * 1024;

const decoder = new TextDecoder();

async function readHeadLines(reader: BufferedReader): Promise<string[] | null> {
  try {
    const head = await reader.readUntil('\r\n\r\n', maxHeadBytes);
    return head === null ? null : decoder.decode(head).split('\r\n');
  } catch (error) {
    if (error instanceof ReadError && error.kind === 'too-long') throw new HttpError(431);
    throw error;
  }
}

function parseHeaders(lines: readonly string[]): Headers {
  const headers: Headers = new Map();
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] as string;
    const colon = line.indexOf(':');
    if (colon <= 0) throw new HttpError(400);
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** The next request's head; `null` when the peer closed between two requests. */
export async function readRequestHead(reader: BufferedReader): Promise<RequestHead | null> {
  const lines = await readHeadLines(reader);
  if (lines === null) return null;
  const [method, target, version, rest] = (lines[0] as string).split(' ');
  if (!method || !target || rest !== undefined || !version?.startsWith('HTTP/')) throw new HttpError(400);
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') throw new HttpError(505, 'unsupported protocol version');
  return { method, target, minorVersion: version === 'HTTP/1.1' ? 1 : 0, headers: parseHeaders(lines) };
}

export async function readResponseHead(reader: BufferedReader): Promise<ResponseHead> {
  const lines = await readHeadLines(reader);
  if (lines === null) throw new ReadError('unexpected-end');
  const start = lines[0] as string;
  const status = Number(start.slice(9, 12));
  if (!start.startsWith('HTTP/1.') || !(status >= 100)) throw new HttpError(502, 'malformed status line');
  return { status, reason: start.slice(13), headers: parseHeaders(lines) };
}

/** A body as it arrives. */
export interface Body {
  /** The next bytes, `null` at the end. @throws ReadError when the stream ends before the body does. */
  read(): Promise<Uint8Array | null>;
}

export const emptyBody: Body = { read: () => Promise.resolve(null) };

/** The body that a head announces; `untilClose` is what holds when it announces nothing (responses). @throws HttpError 400, 501 */
export function bodyOf(headers: Headers, reader: BufferedReader, untilClose: boolean): Body {
  const encoding = headers.get('transfer-encoding')?.toLowerCase();
  if (encoding === 'chunked') return new ChunkedBody(reader);
  if (encoding !== undefined) throw new HttpError(501, 'Unsupported transfer encoding');
  const length = headers.get('content-length');
  if (length !== undefined) {
    if (!/^\d+$/.test(length)) throw new HttpError(400);
    return new SizedBody(reader, Number(length));
  }
  return untilClose ? { read: () => reader.readSome() } : emptyBody;
}

const malformedChunk = (): HttpError => new HttpError(400, 'invalid byte in chunk length');

class SizedBody implements Body {
  readonly #reader: BufferedReader;
  #left: number;
  constructor(reader: BufferedReader, length: number) {
    this.#reader = reader;
    this.#left = length;
  }
  async read(): Promise<Uint8Array | null> {
    if (this.#left === 0) return null;
    const bytes = await this.#reader.readSome(this.#left);
    if (bytes === null) throw new ReadError('unexpected-end');
    this.#left -= bytes.length;
    return bytes;
  }
}

class ChunkedBody implements Body {
  readonly #reader: BufferedReader;
  #left = 0;
  #state: 'first' | 'within' | 'ended' | 'broken' = 'first';
  constructor(reader: BufferedReader) {
    this.#reader = reader;
  }
  async read(): Promise<Uint8Array | null> {
    if (this.#state === 'ended') return null;
    if (this.#state === 'broken') throw malformedChunk();
    if (this.#left === 0 && !(await this.#nextChunk())) return null;
    const bytes = await this.#reader.readSome(this.#left);
    if (bytes === null) throw new ReadError('unexpected-end');
    this.#left -= bytes.length;
    return bytes;
  }
  async #nextChunk(): Promise<boolean> {
    if (this.#state === 'within') await this.#line();
    this.#state = 'within';
    const size = (await this.#line()).split(';', 1)[0] as string;
    if (!/^[0-9a-fA-F]+$/.test(size)) {
      this.#state = 'broken';
      throw malformedChunk();
    }
    this.#left = parseInt(size, 16);
    if (this.#left > 0) return true;
    this.#state = 'ended';
    while ((await this.#line()) !== '');
    return false;
  }
  async #line(): Promise<string> {
    const line = await this.#reader.readUntil('\r\n', 4096);
    if (line === null) throw new ReadError('unexpected-end');
    return decoder.decode(line);
  }
}

/** The whole body. @throws HttpError 413 past `limit` bytes. */
export async function readAll(body: Body, limit = Infinity): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await body.read(); part !== null; part = await body.read()) {
    parts.push(part);
    length += part.length;
    if (length > limit) throw new HttpError(413, 'request body too large');
  }
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Start line and headers, ended by the empty line. */
export function formatHead(startLine: string, headers: Iterable<readonly [string, string]>): string {
  let text = `${startLine}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** One chunk of a chunked body; the empty one ends it. */
export function formatChunk(bytes: Uint8Array): Uint8Array {
  const size = new TextEncoder().encode(`${bytes.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(size.length + bytes.length + 2);
  chunk.set(size);
  chunk.set(bytes, size.length);
  chunk[chunk.length - 2] = 13;
  chunk[chunk.length - 1] = 10;
  return chunk;
}
