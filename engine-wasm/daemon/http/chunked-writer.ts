import type { ByteStream } from '../../wire/byte-stream.ts';
import { formatChunk } from '../../wire/http/message.ts';
import type { StreamWriter } from './router.ts';

/** Bytes that may wait for a client that does not read them. */
export const maxUnreadBytes = 4 * 1024 * 1024;

const encoder = new TextEncoder();
const none = new Uint8Array(0);

/** A chunked body. Chunks queue up, one is written after the other: a socket that is full takes a chunk in pieces, and nothing may come between them. */
export class ChunkedWriter implements StreamWriter {
  readonly clientGone: Promise<void>;
  readonly #stream: ByteStream;
  readonly #onDrop: (reason: string) => void;
  #gone: () => void = () => undefined;
  #last: Promise<void> = Promise.resolve();
  #unread = 0;
  #dropped = false;

  /** `onDrop` is told why, when a client is given up that does not read. */
  constructor(stream: ByteStream, onDrop: (reason: string) => void) {
    this.#stream = stream;
    this.#onDrop = onDrop;
    this.clientGone = new Promise((resolve) => (this.#gone = resolve));
  }

  write(text: string): Promise<void> {
    return text === '' ? this.#last : this.#queue(encoder.encode(text));
  }

  /** Ends the body, after all that was written. */
  end(): Promise<void> {
    return this.#queue(none);
  }

  /** The client closed its side. */
  noteGone(): void {
    this.#gone();
  }

  #queue(bytes: Uint8Array): Promise<void> {
    const chunk = formatChunk(bytes);
    if (this.#unread > maxUnreadBytes && !this.#dropped) this.#drop();
    this.#unread += chunk.length;
    this.#last = this.#last.then(async () => {
      await this.#stream.write(chunk);
      this.#unread -= chunk.length;
    });
    // Writers may ignore the outcome: that the client is gone they hear from clientGone.
    this.#last.catch(() => this.#gone());
    return this.#last;
  }

  #drop(): void {
    this.#onDrop(`the client left ${this.#unread} bytes unread`);
    this.#dropped = true;
    this.#stream.close();
  }
}
