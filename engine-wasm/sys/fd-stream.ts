import type { ByteStream } from '../wire/byte-stream.ts';
import type { Fd, Sys, SysError } from './sys.ts';

/** Shared by all streams, as reading is synchronous: a stream that waits holds no buffer. */
const scratch = new Uint8Array(32 * 1024);

function isAgain(error: unknown): boolean {
  return (error as SysError).code === 'EAGAIN';
}

/** A {@link ByteStream} over a non-blocking descriptor, which it owns. Errors of reading end the stream, as a peer that is gone does. */
export class FdStream implements ByteStream {
  readonly #sys: Sys;
  readonly #in: Fd;
  readonly #out: Fd;
  #closed = false;
  #writeClosed = false;
  readonly #waiting = new Set<() => void>();

  /** With two descriptors (a pipe each way) `input` is read and `output` written. */
  constructor(sys: Sys, input: Fd, output: Fd = input) {
    this.#sys = sys;
    this.#in = input;
    this.#out = output;
  }

  async read(): Promise<Uint8Array | null> {
    while (!this.#closed) {
      const got = this.#tryRead();
      if (got === 0) return null;
      if (got !== null) return scratch.slice(0, got);
      await this.#ready('onReadable', this.#in);
    }
    return null;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#closed) throw new Error('the stream is closed');
      try {
        at += this.#sys.files.write(this.#out, bytes.subarray(at));
      } catch (error) {
        if (!isAgain(error)) throw error;
        await this.#ready('onWritable', this.#out);
      }
    }
  }

  closeWrite(): void {
    if (this.#closed || this.#writeClosed) return;
    this.#writeClosed = true;
    if (this.#in === this.#out) this.#sys.sockets.shutdownWrite(this.#out);
    else this.#sys.files.close(this.#out);
  }

  close(): void {
    if (this.#closed) return;
    this.release();
    this.#sys.files.close(this.#in);
    if (this.#out !== this.#in && !this.#writeClosed) this.#sys.files.close(this.#out);
  }

  /** Gives the descriptor up without closing it: it is handed over to somebody else. */
  release(): Fd {
    this.#closed = true;
    this.#sys.loop.onReadable(this.#in, null);
    this.#sys.loop.onWritable(this.#out, null);
    for (const wake of this.#waiting) wake();
    return this.#in;
  }

  /** Bytes read, 0 at the end, `null` when there is nothing yet. */
  #tryRead(): number | null {
    try {
      return this.#sys.files.read(this.#in, scratch);
    } catch (error) {
      return isAgain(error) ? null : 0;
    }
  }

  #ready(direction: 'onReadable' | 'onWritable', fd: Fd): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#sys.loop[direction](fd, null);
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      this.#sys.loop[direction](fd, done);
    });
  }
}
