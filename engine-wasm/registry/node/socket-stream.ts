import type { Socket } from 'node:net';
import type { ByteStream } from '../../wire/byte-stream.ts';

/** A socket of this machine as a stream. */
export function socketStream(socket: Socket): ByteStream {
  const chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  return {
    read: async () => {
      const next = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
      return next.done ? null : new Uint8Array(next.value);
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.writable) socket.write(bytes.slice(), (error) => (error ? reject(error) : resolve()));
        else reject(new Error('the client is gone'));
      }),
    closeWrite: () => void socket.end(),
    close: () => void socket.destroy(),
  };
}
