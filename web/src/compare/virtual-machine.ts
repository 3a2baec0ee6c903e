import { MachineClient, type MachineStatus, type PtyOptions, type PtySession, type StateSize, type Usage } from '../../../engine-wasm/machine/client.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';
import { DockerClient } from '../docker/client.ts';
import { expectSuccess, type Place } from './place.ts';
import { runScript } from './shell.ts';

/** Bytes. The smallest that this Linux starts in with room to work: v86 puts its files behind the first 64 MiB. */
export const vmMemory = 96 << 20;

/** The console shows what the kernel does, and nothing is started but PID 1. */
const kernelParameters = 'loglevel=7 drydock.daemon=off';

export interface VirtualMachineOptions {
  readonly onConsole: (text: string) => void;
  readonly onStatus: (status: MachineStatus) => void;
}

/** How long the boot took, in ms, and of that the download. */
export interface BootTime {
  readonly total: number;
  readonly download: number;
}

/** A second machine in a worker of its own, from nothing: firmware, kernel, PID 1. What is under way when it goes away fails. */
export class VirtualMachine implements Place {
  readonly #client: MachineClient;
  readonly #onConsole: (text: string) => void;
  readonly #gone: Promise<never>;
  #leave: (reason: Error) => void = () => undefined;
  /** When the files were there. */
  #downloaded = 0;

  constructor({ onConsole, onStatus }: VirtualMachineOptions) {
    this.#gone = new Promise<never>((_, reject) => (this.#leave = reject));
    this.#gone.catch(() => undefined);
    this.#client = new MachineClient({
      onStatus: (status) => {
        if (status.state === 'starting') this.#downloaded = performance.now();
        if (status.state === 'failed') this.#leave(status.error);
        if (status.state === 'stopped') this.#leave(new Error('the virtual machine is off'));
        onStatus(status);
      },
    });
    this.#onConsole = onConsole;
  }

  /** Resolves when PID 1 answers. @throws MachineError */
  async boot(): Promise<BootTime> {
    const begun = performance.now();
    await this.#orGone(this.#client.boot({ memory: vmMemory, parameters: kernelParameters }, this.#onConsole));
    return { total: performance.now() - begun, download: this.#downloaded - begun };
  }

  openPty(options: PtyOptions): Promise<PtySession> {
    return this.#orGone(this.#client.openPty(options));
  }

  async sh(script: string, onOutput?: (text: string) => void): Promise<string> {
    return expectSuccess(await this.#orGone(runScript((options) => this.openPty(options), script, onOutput)));
  }

  dial(port: number): Promise<ByteStream> {
    return this.#orGone(this.#client.dial({ kind: 'tcp', address: '127.0.0.1', port }));
  }

  usage(): Promise<Usage> {
    return this.#orGone(this.#client.usage());
  }

  stateSize(): Promise<StateSize> {
    return this.#orGone(this.#client.stateSize());
  }

  /** The engine that the machine brings along, once somebody has started it there. */
  docker(agent: string): DockerClient {
    return new DockerClient(() => this.#orGone(this.#client.dial({ kind: 'unix', path: '/var/run/docker.sock' })), agent);
  }

  /** Resolves when the machine has gone off by itself. */
  off(): Promise<void> {
    return this.#gone.catch(() => undefined);
  }

  /** Switches it off; its memory is given back. */
  end(): void {
    this.#leave(new Error('the virtual machine was switched off'));
    this.#client.end();
  }

  #orGone<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#gone]);
  }
}
