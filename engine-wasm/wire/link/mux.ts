/** Many streams over the one link, with flow control for each. Both ends run this class; api/link.ts has the protocol. */
import { frameType, initialWindow, maxPayload, type FrameType, type LinkControl, type LinkError, type LinkTarget } from '../../api/link.ts';
import type { ByteStream } from '../byte-stream.ts';
import { encodeFrame, type Frame } from './frames.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const nothing = new Uint8Array(0);

/** A stream that the other side refused or broke; `code` is one of the other side's. */
class LinkFailure extends Error {
  readonly code: string;
  constructor({ code, message }: LinkError) {
    super(message);
    this.code = code;
  }
}

export interface LinkStream extends ByteStream {
  /** Messages beside the data: sizes, exit codes. */
  sendControl(message: LinkControl): void;
  onControl: (message: LinkControl) => void;
}

/** What a side does with the streams that the other one opens: connect it and return, or throw. */
export type Acceptor = (target: LinkTarget, stream: LinkStream) => Promise<void> | void;

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function readUint32(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
}

class Stream implements LinkStream {
  onControl: (message: LinkControl) => void = () => undefined;
  readonly #mux: LinkMux;
  readonly #id: number;
  #received: Uint8Array[] = [];
  #unreported = 0;
  #credit = initialWindow;
  #reader: ((bytes: Uint8Array | null) => void) | null = null;
  #writer: (() => void) | null = null;
  #inputEnded = false;
  #outputEnded = false;

  constructor(mux: LinkMux, id: number) {
    this.#mux = mux;
    this.#id = id;
  }

  read(): Promise<Uint8Array | null> {
    const bytes = this.#received.shift();
    if (bytes) {
      this.#consumed(bytes.length);
      return Promise.resolve(bytes);
    }
    if (this.#inputEnded) return Promise.resolve(null);
    return new Promise((resolve) => (this.#reader = resolve));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#outputEnded) throw new LinkFailure({ code: 'closed', message: 'the stream is closed' });
      const length = Math.min(bytes.length - at, this.#credit, maxPayload);
      if (length === 0) {
        await new Promise<void>((resolve) => (this.#writer = resolve));
        continue;
      }
      this.#credit -= length;
      this.#mux.sendFrame(frameType.data, this.#id, bytes.subarray(at, at + length));
      at += length;
    }
    await this.#mux.drained();
  }

  sendControl(message: LinkControl): void {
    this.#mux.sendFrame(frameType.control, this.#id, encoder.encode(JSON.stringify(message)));
  }

  closeWrite(): void {
    if (this.#outputEnded) return;
    this.#outputEnded = true;
    this.#mux.sendFrame(frameType.end, this.#id, nothing);
    this.#forgetWhenOver();
  }

  close(): void {
    if (this.#inputEnded && this.#outputEnded) return;
    this.#mux.sendFrame(frameType.reset, this.#id, encoder.encode(JSON.stringify({ code: 'closed', message: 'closed' } satisfies LinkError)));
    this.abort();
  }

  /** From the other side. */
  deliver(bytes: Uint8Array): void {
    const reader = this.#reader;
    if (!reader) {
      this.#received.push(bytes.slice());
      return;
    }
    this.#reader = null;
    reader(bytes.slice());
    this.#consumed(bytes.length);
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#wakeWriter();
  }

  end(): void {
    this.#inputEnded = true;
    this.#wakeReader();
    this.#forgetWhenOver();
  }

  abort(): void {
    this.#inputEnded = this.#outputEnded = true;
    this.#wakeReader();
    this.#wakeWriter();
    this.#forgetWhenOver();
  }

  #wakeReader(): void {
    const reader = this.#reader;
    this.#reader = null;
    reader?.(null);
  }

  #wakeWriter(): void {
    const writer = this.#writer;
    this.#writer = null;
    writer?.();
  }

  /** Credit goes back in halves of the window, so that it does not double the number of frames. */
  #consumed(length: number): void {
    this.#unreported += length;
    if (this.#unreported < initialWindow / 2) return;
    this.#mux.sendFrame(frameType.window, this.#id, uint32(this.#unreported));
    this.#unreported = 0;
  }

  #forgetWhenOver(): void {
    if (this.#inputEnded && this.#outputEnded) this.#mux.forget(this.#id);
  }
}

export interface LinkChannel {
  /** Takes bytes for the other side, in order; resolves when there is room for more. */
  send(bytes: Uint8Array): Promise<void>;
}

export class LinkMux {
  readonly #channel: LinkChannel;
  readonly #accept: Acceptor;
  readonly #streams = new Map<number, Stream>();
  readonly #opening = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #nextId: number;
  #sending: Promise<void> = Promise.resolve();

  constructor(side: 'host' | 'guest', channel: LinkChannel, accept: Acceptor) {
    this.#channel = channel;
    this.#accept = accept;
    this.#nextId = side === 'host' ? 1 : 2;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** @throws LinkFailure when the other side cannot connect the target. */
  async open(target: LinkTarget): Promise<LinkStream> {
    const id = this.#nextId;
    this.#nextId += 2;
    const stream = new Stream(this, id);
    this.#streams.set(id, stream);
    await new Promise<void>((resolve, reject) => {
      this.#opening.set(id, { resolve, reject });
      this.sendFrame(frameType.open, id, encoder.encode(JSON.stringify(target)));
    });
    return stream;
  }

  /** Ends every stream here, without a word to the other side. */
  resetAll(): void {
    for (const waiting of this.#opening.values()) waiting.reject(new LinkFailure({ code: 'reset', message: 'the machine was reset' }));
    this.#opening.clear();
    for (const stream of [...this.#streams.values()]) stream.abort();
    this.#streams.clear();
  }

  receive(frame: Frame): void {
    if (frame.type === frameType.open) {
      void this.#accepted(frame.stream, JSON.parse(decoder.decode(frame.payload)) as LinkTarget);
      return;
    }
    const opening = this.#opening.get(frame.stream);
    if (opening) this.#opened(frame, opening);
    this.#dispatch(frame);
  }

  /** For the streams: one frame, in order. */
  sendFrame(type: FrameType, stream: number, payload: Uint8Array): void {
    this.#sending = this.#channel.send(encodeFrame(type, stream, payload));
  }

  /** Resolves when what was sent last left room for more. */
  drained(): Promise<void> {
    return this.#sending;
  }

  forget(id: number): void {
    this.#streams.delete(id);
  }

  async #accepted(id: number, target: LinkTarget): Promise<void> {
    const stream = new Stream(this, id);
    this.#streams.set(id, stream);
    try {
      await this.#accept(target, stream);
      this.sendFrame(frameType.opened, id, nothing);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      this.sendFrame(frameType.reset, id, encoder.encode(JSON.stringify({ code: code ?? 'failed', message } satisfies LinkError)));
      stream.abort();
      this.forget(id);
    }
  }

  /** The first bytes of a fast process may overtake the OPENED of its stream: they mean the same. */
  #opened(frame: Frame, waiting: { resolve: () => void; reject: (error: Error) => void }): void {
    this.#opening.delete(frame.stream);
    if (frame.type !== frameType.reset) {
      waiting.resolve();
      return;
    }
    this.forget(frame.stream);
    waiting.reject(new LinkFailure(JSON.parse(decoder.decode(frame.payload)) as LinkError));
  }

  #dispatch(frame: Frame): void {
    const stream = this.#streams.get(frame.stream);
    if (!stream) return;
    switch (frame.type) {
      case frameType.data:
        stream.deliver(frame.payload);
        break;
      case frameType.window:
        stream.grant(readUint32(frame.payload));
        break;
      case frameType.end:
        stream.end();
        break;
      case frameType.reset:
        stream.abort();
        break;
      case frameType.control:
        stream.onControl(JSON.parse(decoder.decode(frame.payload)) as LinkControl);
        break;
    }
  }
}
