/** gzip (RFC 1952) with what browsers and Node have; a library where they give up. */
import { Gunzip } from 'fflate';
import { inPieces } from './in-pieces.ts';

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

/** Of any number of members, one after the other (section 2.2). @throws Error as {@link gunzip} does */
export const gunzipMembers = (bytes: Uint8Array, most = Infinity): Uint8Array => inPieces(bytes, most, (give) => new Gunzip(give));

/**
 * Rejects when the bytes are no such stream, and with a RangeError when they would become more than `most`. Browsers refuse what follows the first
 * member (Compression Standard), and do their work on another thread: the library, as fast, is for the streams that they do not take.
 */
export const gunzip = (bytes: Uint8Array, most = Infinity): Promise<Uint8Array> =>
  collect(through(bytes, new DecompressionStream('gzip')).pipeThrough(atMost(most))).catch((error: unknown) => {
    if (error instanceof RangeError) throw error;
    return gunzipMembers(bytes, most);
  });
