/** gzip (RFC 1952) with what browsers and Node have. */
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

/** Rejects when the bytes are no such stream, and with a RangeError when they would become more than `most`. */
export const gunzip = (bytes: Uint8Array, most = Infinity): Promise<Uint8Array> =>
  collect(through(bytes, new DecompressionStream('gzip')).pipeThrough(atMost(most)));
