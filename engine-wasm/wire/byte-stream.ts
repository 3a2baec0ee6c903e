/**
 * A duplex stream of bytes with back-pressure: the one stream type that crosses all worlds (a socket in the guest, a
 * stream of the link, a socket in Node). Reads and writes are pull-based, so a slow reader slows its writer.
 */
export interface ByteStream {
  /** The next bytes, or `null` once the peer has closed its writing side. At most one read is outstanding. */
  read(): Promise<Uint8Array | null>;
  /** Resolves when the bytes are accepted and the stream is ready for more. The buffer must not change until then. */
  write(bytes: Uint8Array): Promise<void>;
  /** Half-close: the peer's reads end after what was written; reading goes on. */
  closeWrite(): void;
  /** Closes both directions at once; outstanding reads resolve with `null`. Idempotent. */
  close(): void;
}
