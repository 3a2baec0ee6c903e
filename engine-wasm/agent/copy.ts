import type { ByteStream } from '../wire/byte-stream.ts';

async function copy(from: ByteStream, to: ByteStream): Promise<void> {
  try {
    for (let bytes = await from.read(); bytes !== null; bytes = await from.read()) await to.write(bytes);
    to.closeWrite();
  } catch {
    // One side is gone: so is the connection.
    from.close();
    to.close();
  }
}

/** Connects two streams until both directions have ended. */
export function copyBoth(a: ByteStream, b: ByteStream): void {
  void Promise.all([copy(a, b), copy(b, a)]).then(() => {
    a.close();
    b.close();
  });
}
