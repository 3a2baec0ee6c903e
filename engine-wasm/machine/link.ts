import { chunkBytes, frameType, maxChunks, type LinkTarget } from '../api/link.ts';
import { concatBytes } from '../wire/buffered-reader.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { encodeFrame, FrameDecoder, type Frame } from '../wire/link/frames.ts';
import { LinkMux, type LinkStream } from '../wire/link/mux.ts';

/** Bytes that may wait for the guest before writers do. */
const queueBytes = 256 * 1024;

export type ServiceHandler = (stream: ByteStream) => void;

/** The host's end of the link: streams by way of chunks that the device never has to drop. */
export class HostLink {
  readonly mux: LinkMux;
  readonly #deliver: (chunk: Uint8Array) => void;
  readonly #services = new Map<string, ServiceHandler>();
  #decoder = new FrameDecoder();
  #queue: Uint8Array = new Uint8Array(0);
  #underWay: number[] = [];
  #room: (() => void)[] = [];

  /** `deliver` puts one chunk into a receive buffer of the port. */
  constructor(deliver: (chunk: Uint8Array) => void) {
    this.#deliver = deliver;
    this.mux = new LinkMux('host', { send: (bytes) => this.#send(bytes) }, (target, stream) => this.#accept(target, stream));
  }

  serve(name: string, handler: ServiceHandler): void {
    this.#services.set(name, handler);
  }

  /** What the guest wrote to its port. */
  receive(bytes: Uint8Array): void {
    for (const frame of this.#decoder.push(bytes)) {
      if (frame.type === frameType.ack) this.#acknowledge(frame);
      else this.mux.receive(frame);
    }
  }

  /** Nothing is half-way in either direction: a snapshot taken now restores to a working link. */
  get quiet(): boolean {
    return this.#queue.length === 0 && this.#underWay.length === 0 && this.#decoder.atBoundary;
  }

  /** The guest is another one now: all streams end, on both sides. */
  reset(): void {
    this.mux.resetAll();
    this.#decoder = new FrameDecoder();
    this.#queue = new Uint8Array(0);
    this.#underWay = [];
    this.#wake();
    void this.#send(encodeFrame(frameType.reset, 0, new Uint8Array(0)));
  }

  #accept(target: LinkTarget, stream: LinkStream): void {
    const handler = target.kind === 'service' ? this.#services.get(target.name) : undefined;
    if (!handler) throw new Error('the host has no such service');
    handler(stream);
  }

  #send(bytes: Uint8Array): Promise<void> {
    this.#queue = concatBytes(this.#queue, bytes);
    this.#pump();
    return this.#queue.length < queueBytes ? Promise.resolve() : new Promise((resolve) => this.#room.push(resolve));
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#underWay.length < maxChunks) {
      const chunk = this.#queue.slice(0, chunkBytes);
      this.#queue = this.#queue.subarray(chunk.length);
      this.#underWay.push(chunk.length);
      this.#deliver(chunk);
    }
    if (this.#queue.length < queueBytes) this.#wake();
  }

  #acknowledge({ payload }: Frame): void {
    let taken = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
    while (taken > 0 && this.#underWay.length > 0) {
      const first = this.#underWay[0] as number;
      if (taken < first) {
        this.#underWay[0] = first - taken;
        break;
      }
      taken -= first;
      this.#underWay.shift();
    }
    this.#pump();
  }

  #wake(): void {
    const waiting = this.#room;
    this.#room = [];
    for (const resolve of waiting) resolve();
  }
}
