/** Standard input, output and error of a container on this terminal. */
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import type { Body } from '../wire/http/message.ts';
import { FrameSplitter } from '../wire/stream-frames.ts';

const SIGWINCH = 28;

export interface Attachment {
  readonly tty: boolean;
  readonly stdin: boolean;
  /** As `--detach-keys` has them; empty for Docker's own. */
  readonly detachKeys: string;
  /** Tells the daemon the terminal's size. */
  readonly resize: (rows: number, columns: number) => Promise<void>;
}

/** Writes what comes to standard output and error: as it is from a terminal, else unpacked from Docker's frames. */
export async function copyOutput(sys: Sys, stream: Body, tty: boolean): Promise<void> {
  const splitter = new FrameSplitter();
  const outputs = { stdout: new FdStream(sys, 1), stderr: new FdStream(sys, 2) };
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    for (const part of tty ? [{ channel: 'stdout' as const, bytes }] : splitter.push(bytes)) await outputs[part.channel].write(part.bytes);
  }
}

/** Looks for the detach keys in what is typed. The daemon acts on them; that they were typed is how an end by them is told from others. */
class DetachKeys {
  readonly #keys: readonly number[];
  #matched = 0;
  typed = false;

  constructor(given: string) {
    this.#keys = (given || 'ctrl-p,ctrl-q').split(',').map((key) => (key.startsWith('ctrl-') ? key.toUpperCase().charCodeAt(5) & 31 : key.charCodeAt(0)));
  }

  watch(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === this.#keys[this.#matched]) this.#matched++;
      else this.#matched = byte === this.#keys[0] ? 1 : 0;
      if (this.#matched === this.#keys.length) this.typed = true;
    }
  }
}

async function copyInput(sys: Sys, stream: ByteStream, keys: DetachKeys): Promise<void> {
  const input = new FdStream(sys, 0);
  sys.sockets.setBlocking(0, false);
  for (let bytes = await input.read(); bytes !== null; bytes = await input.read()) {
    keys.watch(bytes);
    await stream.write(bytes);
  }
  stream.closeWrite();
}

/** Resolves when the container's output has ended; the terminal is as it was then. True where the detach keys ended it. */
export async function attachTerminal(sys: Sys, stream: ByteStream, { tty, stdin, detachKeys, resize }: Attachment): Promise<boolean> {
  const keys = new DetachKeys(detachKeys);
  const interactive = tty && stdin && sys.terminals.isTerminal(0);
  const restore = interactive ? sys.terminals.makeRaw(0) : (): void => undefined;
  if (tty && sys.terminals.isTerminal(1)) {
    const tell = (): void => {
      const { rows, columns } = sys.terminals.size(1);
      // A process that has ended has no size.
      resize(rows, columns).catch(() => undefined);
    };
    sys.processes.onSignal(SIGWINCH, tell);
    tell();
  }
  // Input may go on after the output has ended; the process ends with the command.
  if (stdin) copyInput(sys, stream, keys).catch(() => undefined);
  try {
    await copyOutput(sys, stream, tty);
  } finally {
    restore();
    if (stdin) sys.sockets.setBlocking(0, true);
  }
  return tty && keys.typed;
}
