/** Frames of the link (api/link.ts): making them, and taking a byte stream apart into them. */
import { frameType, headerBytes, maxPayload, type FrameType } from '../../api/link.ts';
import { concatBytes } from '../buffered-reader.ts';

export interface Frame {
  readonly type: FrameType;
  readonly stream: number;
  /** A view; valid until the next push. */
  readonly payload: Uint8Array;
}

export function encodeFrame(type: FrameType, stream: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headerBytes + payload.length);
  const view = new DataView(frame.buffer);
  frame[0] = type;
  view.setUint32(4, stream, true);
  view.setUint32(8, payload.length, true);
  frame.set(payload, headerBytes);
  return frame;
}

/** Gathers frames from a byte stream that is cut anywhere. */
export class FrameDecoder {
  #rest: Uint8Array = new Uint8Array(0);

  /** Nothing of a frame is waiting for its rest. */
  get atBoundary(): boolean {
    return this.#rest.length === 0;
  }

  /** @throws Error when the bytes are no frame: the link is broken, nothing after it can be trusted. */
  push(bytes: Uint8Array): Frame[] {
    const input = concatBytes(this.#rest, bytes);
    const view = new DataView(input.buffer, input.byteOffset, input.length);
    const frames: Frame[] = [];
    let at = 0;
    while (input.length - at >= headerBytes) {
      const type = input[at] as FrameType;
      const length = view.getUint32(at + 8, true);
      if (type < frameType.open || type > frameType.ack || length > maxPayload) throw new Error('the link carries something that is no frame');
      if (input.length - at < headerBytes + length) break;
      frames.push({ type, stream: view.getUint32(at + 4, true), payload: input.subarray(at + headerBytes, at + headerBytes + length) });
      at += headerBytes + length;
    }
    this.#rest = input.slice(at);
    return frames;
  }
}
