/** The machine's files as the page uses them: api/files.ts over connections into the machine. */
import type { FileAnswer, FileChanges, FileFailure, FileListing, FileRequest } from '../../../engine-wasm/api/files.ts';
import { BufferedReader } from '../../../engine-wasm/wire/buffered-reader.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';

/** Opens a connection to the machine's files. */
export type DialFiles = () => Promise<ByteStream>;

/** The machine refused; `code` is an errno's name. */
export class FileError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'FileError';
    this.code = code;
  }
}

export interface FileContent {
  readonly bytes: Uint8Array;
  readonly version: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Bytes; a listing has 2,000 entries at most. */
const longestAnswer = 4 << 20;
/** Bytes handed over at a time. */
const pieceBytes = 64 * 1024;

async function readLine<T>(reader: BufferedReader): Promise<T | null> {
  const line = await reader.readUntil('\n', longestAnswer);
  return line && (JSON.parse(decoder.decode(line)) as T);
}

/** @throws FileError */
async function readAnswer<T extends FileAnswer>(reader: BufferedReader): Promise<T> {
  const answer = await readLine<T | FileFailure>(reader);
  if (answer === null) throw new FileError('EIO', 'The machine went away.');
  if ('error' in answer) throw new FileError(answer.error.code, answer.error.message);
  return answer;
}

async function readBytes(reader: BufferedReader, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const piece = await reader.readSome(size - at);
    if (piece === null) throw new FileError('EIO', 'The file changed while it was read.');
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** One connection a request. */
export class GuestFiles {
  readonly #dial: DialFiles;
  readonly #onChange: () => void;

  /** `onChange` is told when something here changed a file. */
  constructor(dial: DialFiles, onChange: () => void) {
    this.#dial = dial;
    this.#onChange = onChange;
  }

  /** @throws FileError */
  list(path: string): Promise<FileListing> {
    return this.#ask<FileListing>({ do: 'list', path });
  }

  /** @throws FileError, EFBIG for more than `limit` bytes */
  read(path: string, limit = Infinity): Promise<FileContent> {
    return this.#connected(async (stream) => {
      await this.#send(stream, { do: 'read', path, limit: Math.min(limit, Number.MAX_SAFE_INTEGER) });
      stream.closeWrite();
      const reader = new BufferedReader(stream);
      const { size, version } = await readAnswer<{ readonly size: number; readonly version: string }>(reader);
      return { bytes: await readBytes(reader, size), version };
    });
  }

  /** Returns the new version; `expected` as in {@link FileRequest}. @throws FileError, ESTALE when the file has another version */
  async write(path: string, bytes: Uint8Array, expected?: string | null): Promise<string> {
    const { version } = await this.#connected(async (stream) => {
      await this.#send(stream, { do: 'write', path, size: bytes.length, ...(expected !== undefined && { expected }) });
      for (let at = 0; at < bytes.length; at += pieceBytes) await stream.write(bytes.subarray(at, at + pieceBytes));
      stream.closeWrite();
      return readAnswer<{ readonly version: string }>(new BufferedReader(stream));
    });
    this.#onChange();
    return version;
  }

  /** With missing parents. @throws FileError, EEXIST */
  makeDirectory(path: string): Promise<void> {
    return this.#change({ do: 'make-directory', path });
  }

  /** @throws FileError, EEXIST */
  rename(path: string, to: string): Promise<void> {
    return this.#change({ do: 'rename', path, to });
  }

  /** A directory with all that is in it. @throws FileError */
  remove(path: string): Promise<void> {
    return this.#change({ do: 'remove', path });
  }

  /** The directories in which something changed, until `signal` or the machine's end. */
  async *watch(paths: readonly string[], signal: AbortSignal): AsyncGenerator<readonly string[], void, undefined> {
    const stream = await this.#dial();
    const close = (): void => stream.close();
    signal.addEventListener('abort', close);
    if (signal.aborted) close();
    try {
      await this.#send(stream, { do: 'watch', paths });
      const reader = new BufferedReader(stream);
      for (let line = await readLine<FileChanges>(reader); line !== null; line = await readLine<FileChanges>(reader)) yield line.changed;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  async #change(request: FileRequest): Promise<void> {
    await this.#ask(request);
    this.#onChange();
  }

  #ask<T extends FileAnswer>(request: FileRequest): Promise<T> {
    return this.#connected(async (stream) => {
      await this.#send(stream, request);
      stream.closeWrite();
      return readAnswer<T>(new BufferedReader(stream));
    });
  }

  #send(stream: ByteStream, request: FileRequest): Promise<void> {
    return stream.write(encoder.encode(`${JSON.stringify(request)}\n`));
  }

  async #connected<T>(work: (stream: ByteStream) => Promise<T>): Promise<T> {
    const stream = await this.#dial();
    try {
      return await work(stream);
    } finally {
      stream.close();
    }
  }
}
