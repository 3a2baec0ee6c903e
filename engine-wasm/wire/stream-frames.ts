/**
 * Docker's multiplexed stream ("stdcopy"): type byte (1 stdout, 2 stderr), three zero bytes, payload length as big-endian uint32, payload.
 * Docker Engine API, "Attach to a container", Stream format.
 */
import { concatBytes } from './buffered-reader.ts';

export interface StreamPart {
  readonly channel: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** Takes the stream apart as it arrives. Payloads are handed on as they come, not gathered to whole frames. */
export class FrameSplitter {
  #header: Uint8Array = new Uint8Array(0);
  #left = 0;
  #channel: StreamPart['channel'] = 'stdout';

  push(input: Uint8Array): StreamPart[] {
    const parts: StreamPart[] = [];
    let at = 0;
    while (at < input.length) {
      if (this.#left > 0) {
        const bytes = input.subarray(at, at + this.#left);
        parts.push({ channel: this.#channel, bytes });
        this.#left -= bytes.length;
        at += bytes.length;
        continue;
      }
      const piece = input.subarray(at, at + 8 - this.#header.length);
      this.#header = concatBytes(this.#header, piece);
      at += piece.length;
      if (this.#header.length === 8) this.#startFrame(this.#header);
    }
    return parts;
  }

  #startFrame(header: Uint8Array): void {
    this.#channel = header[0] === 2 ? 'stderr' : 'stdout';
    this.#left = new DataView(header.buffer, header.byteOffset, 8).getUint32(4);
    this.#header = new Uint8Array(0);
  }
}
