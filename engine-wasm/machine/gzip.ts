/** gzip (RFC 1952) with what browsers and Node have; a library where they give up. */
import { Gunzip } from 'fflate';
import { inPieces } from './in-pieces.ts';

/** Bytes: a header, nothing, and its sum and size. */
const shortestMember = 20;

type Bytes = Uint8Array<ArrayBuffer>;

function through(bytes: Uint8Array, transform: CompressionStream | DecompressionStream): ReadableStream<Bytes> {
  return new Blob([bytes as BlobPart]).stream().pipeThrough(transform);
}

async function collect(stream: ReadableStream<Bytes>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Breaks off a stream that gives more bytes than that. */
function atMost(most: number): TransformStream<Bytes, Bytes> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > most) throw new RangeError(`more than ${most} bytes`);
      controller.enqueue(chunk);
    },
  });
}

export const gzip = (bytes: Uint8Array): Promise<Uint8Array> => collect(through(bytes, new CompressionStream('gzip')));

/** Section 8. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
  return byte;
});

function addToCrc(crc: number, bytes: Uint8Array): number {
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return crc;
}

/**
 * Of any number of members, one after the other (section 2.2). The library does not look at how they end (section 2.3.1), and so takes some that break off.
 * @throws Error as {@link gunzip} does
 */
export function gunzipMembers(bytes: Uint8Array, most = Infinity): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = ~0;
  let size = 0;
  const endMember = (at: number): void => {
    if (at < shortestMember || view.getUint32(at - 8, true) !== ~crc >>> 0 || view.getUint32(at - 4, true) !== size >>> 0) throw new Error('invalid gzip data');
    crc = ~0;
    size = 0;
  };
  const whole = inPieces(bytes, most, (give) => {
    const members = new Gunzip((part) => {
      crc = addToCrc(crc, part);
      size += part.length;
      give(part);
    });
    members.onmember = endMember;
    return members;
  });
  endMember(bytes.length);
  return whole;
}

/**
 * Rejects when the bytes are no such stream, and with a RangeError when they would become more than `most`. Browsers refuse what follows the first
 * member (Compression Standard), and do their work on another thread: the library, as fast, is for the streams that they do not take.
 */
export const gunzip = (bytes: Uint8Array, most = Infinity): Promise<Uint8Array> =>
  collect(through(bytes, new DecompressionStream('gzip')).pipeThrough(atMost(most))).catch((error: unknown) => {
    if (error instanceof RangeError) throw error;
    return gunzipMembers(bytes, most);
  });
