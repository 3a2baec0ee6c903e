import type { ByteStream } from './byte-stream.ts';

/** The input broke a limit or ended in the middle of something. */
export class ReadError extends Error {
  readonly kind: 'too-long' | 'unexpected-end';
  constructor(kind: 'too-long' | 'unexpected-end') {
    super(kind === 'too-long' ? 'the message is too long' : 'the stream ended in the middle of a message');
    this.kind = kind;
  }
}

const none = new Uint8Array(0);

export function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Reads delimited and counted pieces of a {@link ByteStream} and gives back what was read too far. */
export class BufferedReader {
  readonly #stream: Pick<ByteStream, 'read'>;
  #buffer: Uint8Array = none;
  /** The one read that may be outstanding; whoever needs more waits for the same. */
  #filling: Promise<boolean> | null = null;

  constructor(stream: Pick<ByteStream, 'read'>, alreadyRead: Uint8Array = none) {
    this.#stream = stream;
    this.#buffer = alreadyRead;
  }

  /** Waits for more than is there, without consuming any; `false` when the stream has ended instead. */
  fill(): Promise<boolean> {
    this.#filling ??= this.#stream.read().then((more) => {
      this.#filling = null;
      if (more !== null) this.#buffer = concatBytes(this.#buffer, more);
      return more !== null;
    });
    return this.#filling;
  }

  /** Whatever is there next, at most `limit` bytes; `null` at the end. */
  async readSome(limit = Infinity): Promise<Uint8Array | null> {
    if (this.#buffer.length === 0 && !(await this.fill())) return null;
    return this.#take(Math.min(limit, this.#buffer.length));
  }

  /**
   * Everything up to `delimiter` (ASCII), which is consumed and not returned; `null` when the stream ends before the first byte.
   * @throws ReadError when more than `limit` bytes come without a delimiter, or the stream ends before one.
   */
  async readUntil(delimiter: string, limit: number): Promise<Uint8Array | null> {
    let searched = 0;
    for (;;) {
      const at = indexOfAscii(this.#buffer, delimiter, searched);
      if (at > limit || (at < 0 && this.#buffer.length > limit)) throw new ReadError('too-long');
      if (at >= 0) {
        const found = this.#take(at);
        this.#take(delimiter.length);
        return found;
      }
      searched = Math.max(0, this.#buffer.length - delimiter.length + 1);
      if (await this.fill()) continue;
      if (this.#buffer.length === 0) return null;
      throw new ReadError('unexpected-end');
    }
  }

  /** Everything up to the stream's end, as a body. */
  asBody(): { read(): Promise<Uint8Array | null> } {
    return { read: () => this.readSome() };
  }

  /** Hands over the bytes that were read from the stream and not yet consumed. */
  takeBuffered(): Uint8Array {
    return this.#take(this.#buffer.length);
  }

  #take(length: number): Uint8Array {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }
}

/** The native `indexOf` finds the first byte; the rest is compared here: scanning in JavaScript is slow on QuickJS. */
function indexOfAscii(bytes: Uint8Array, text: string, from: number): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (matchesAt(bytes, text, at)) return at;
  }
  return -1;
}

function matchesAt(bytes: Uint8Array, text: string, at: number): boolean {
  for (let i = 1; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
