import type { ByteStream } from './byte-stream.ts';

/** One direction: at most one unread buffer, so that a writer waits for its reader. */
class Lane {
  #pending: { bytes: Uint8Array; taken: () => void } | null = null;
  #reader: ((bytes: Uint8Array | null) => void) | null = null;
  #ended = false;

  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended) return Promise.reject(new Error('the stream is closed'));
    if (bytes.length === 0) return Promise.resolve();
    if (this.#reader) {
      this.#deliver(bytes);
      return Promise.resolve();
    }
    return new Promise((taken) => (this.#pending = { bytes, taken }));
  }

  read(): Promise<Uint8Array | null> {
    const pending = this.#pending;
    if (pending) {
      this.#pending = null;
      pending.taken();
      return Promise.resolve(pending.bytes);
    }
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => (this.#reader = resolve));
  }

  end(): void {
    this.#ended = true;
    if (this.#reader) this.#deliver(null);
  }

  #deliver(bytes: Uint8Array | null): void {
    const reader = this.#reader;
    this.#reader = null;
    reader?.(bytes);
  }
}

function side(input: Lane, output: Lane): ByteStream {
  return {
    read: () => input.read(),
    write: (bytes) => output.write(bytes),
    closeWrite: () => output.end(),
    close: () => {
      input.end();
      output.end();
    },
  };
}

/** Two connected streams in memory. */
export function streamPair(): [ByteStream, ByteStream] {
  const there = new Lane();
  const back = new Lane();
  return [side(back, there), side(there, back)];
}
