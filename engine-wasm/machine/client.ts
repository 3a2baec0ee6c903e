/** The page's end of the machine in its worker: the same operations as {@link Machine}, over Comlink. */
import { proxy, releaseProxy, transfer, wrap, type Remote } from 'comlink';
import type { ImportedRegistry } from '../api/hub.ts';
import type { LinkTarget } from '../api/link.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import './comlink-errors.ts';
import { MachineError } from './errors.ts';
import type { MachineStatus, PtyOptions, PtySession, Usage } from './machine.ts';
import type { Hardware, MachineWorker, StateSize, WireStatus } from './worker.ts';

export type { Hardware, MachineError, MachineStatus, PtyOptions, PtySession, StateSize, Usage };

export interface MachineClientOptions {
  readonly onStatus: (status: MachineStatus) => void;
}

/** A stream in the worker as one here; `release` is called once it is over, for message ports would pile up. */
function local(remote: Remote<ByteStream>, release: () => void): ByteStream {
  let over = false;
  let waiting: ((end: null) => void) | null = null;
  // Nothing comes from a released port any more, not even the end.
  const finish = (): void => {
    if (over) return;
    over = true;
    release();
    waiting?.(null);
  };
  return {
    read: () =>
      new Promise((resolve, reject) => {
        waiting = resolve;
        if (over) resolve(null);
        else remote.read().then(resolve, reject);
      }),
    write: async (bytes) => {
      if (over) throw new Error('the stream is closed');
      const copy = bytes.slice();
      await remote.write(transfer(copy, [copy.buffer]));
    },
    closeWrite: () => {
      if (!over) void remote.closeWrite();
    },
    close: () => {
      if (!over) void remote.close().then(finish, finish);
    },
  };
}

/** Calls `then` once it was itself called `times` times. */
function afterCalls(times: number, then: () => void): () => void {
  let left = times;
  return () => {
    if (--left === 0) then();
  };
}

export class MachineClient {
  readonly #options: MachineClientOptions;
  #worker: Worker | null = null;
  #remote: Remote<MachineWorker> | null = null;

  constructor(options: MachineClientOptions) {
    this.#options = options;
  }

  /** From what was saved in this browser, or else from the snapshot. After a failure everything begins again, with a new worker. @throws MachineError */
  async start(): Promise<void> {
    await this.#spawn().start(
      document.baseURI,
      proxy((status: WireStatus) => this.#report(status)),
    );
  }

  /**
   * A machine of its own, from its kernel: it leaves alone what is saved, and nobody saves it. `onConsole` is told what its serial console prints.
   * @throws MachineError
   */
  async boot(hardware: Hardware, onConsole: (text: string) => void): Promise<void> {
    await this.#spawn().boot(
      document.baseURI,
      hardware,
      proxy((status: WireStatus) => this.#report(status)),
      proxy(onConsole),
    );
  }

  /** Ends the worker: all that the machine had is given back at once. Whoever waits for an answer of it waits in vain. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = this.#remote = null;
  }

  async openPty(options: PtyOptions): Promise<PtySession> {
    const session = await this.#running().openPty(options);
    // The exit code and the last output come in no certain order: the port goes after both.
    const release = afterCalls(2, () => session[releaseProxy]());
    const exited = session.exited().finally(release);
    const stream = local(session.stream as unknown as Remote<ByteStream>, release);
    const read = async (): Promise<Uint8Array | null> => {
      const bytes = await stream.read();
      if (bytes === null) stream.close();
      return bytes;
    };
    return { stream: { ...stream, read }, resize: (rows, columns) => void session.resize(rows, columns), exited };
  }

  /** A connection to a socket in the guest, or to its files. @throws Error with the guest's errno as code */
  async dial(target: LinkTarget & { readonly kind: 'unix' | 'tcp' | 'files' }): Promise<ByteStream> {
    const stream = await this.#running().dial(target);
    return local(stream as unknown as Remote<ByteStream>, () => stream[releaseProxy]());
  }

  /** A connection to the hub, which needs no machine. */
  async dialHub(): Promise<ByteStream> {
    const stream = await this.#running().dialHub();
    return local(stream as unknown as Remote<ByteStream>, () => stream[releaseProxy]());
  }

  /** What was pushed to the hub, as an image layout in a tar archive. */
  exportHub(): Promise<Blob> {
    return this.#running().exportHub();
  }

  /** @throws Error; nothing is left then */
  importHub(file: Blob): Promise<ImportedRegistry> {
    return this.#running().importHub(file);
  }

  usage(): Promise<Usage> {
    return this.#running().usage();
  }

  /** Keeps the machine's state in this browser, for the next {@link start}. */
  save(): Promise<void> {
    return this.#running().save();
  }

  /** Of a snapshot of the whole machine. */
  stateSize(): Promise<StateSize> {
    return this.#running().stateSize();
  }

  /** Back to the snapshot; what was saved is gone too. */
  reset(): Promise<void> {
    return this.#running().reset();
  }

  pause(): Promise<void> {
    return this.#running().pause();
  }

  resume(): Promise<void> {
    return this.#running().resume();
  }

  #spawn(): Remote<MachineWorker> {
    this.end();
    const worker = (this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'machine' }));
    worker.addEventListener('error', (event) => this.#fail(event.message || 'The machine could not be loaded.'));
    return (this.#remote = wrap<MachineWorker>(worker));
  }

  #running(): Remote<MachineWorker> {
    if (!this.#remote) throw new MachineError('stopped', 'The machine is not running.');
    return this.#remote;
  }

  #report(status: WireStatus): void {
    this.#options.onStatus(status.state === 'failed' ? { state: 'failed', error: new MachineError(status.code, status.message) } : status);
  }

  /**
   * v86 fails outside of any call: what it throws there ends the worker's usefulness. Memory that it was not given shows as a typed array
   * of a length that no buffer has.
   */
  #fail(message: string): void {
    const code = /memory|RangeError/i.test(message) ? 'out-of-memory' : 'boot-failed';
    this.#options.onStatus({ state: 'failed', error: new MachineError(code, message) });
  }
}
