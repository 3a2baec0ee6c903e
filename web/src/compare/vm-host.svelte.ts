import type { MachineStatus, PtySession } from '../../../engine-wasm/machine/client.ts';
import { VirtualMachine, type BootTime } from './virtual-machine.ts';

export interface BootedMachine {
  readonly machine: VirtualMachine;
  readonly time: BootTime;
}

/** Characters of the console that a view which comes later is shown. */
const keptConsole = 60_000;

/** The virtual machine that the page shows, if one is on: its state, and its serial console with a shell on request. */
export class VmHost {
  machine = $state.raw<VirtualMachine | null>(null);
  status = $state.raw<MachineStatus>({ state: 'stopped' });
  readonly on = $derived(this.machine !== null);
  #console = '';
  #listeners: ((text: string) => void)[] = [];
  #shell: Promise<PtySession> | null = null;

  /** In the place of the one that is on. @throws MachineError */
  async boot(): Promise<BootedMachine> {
    this.end();
    this.#print('\x1bc');
    const machine = new VirtualMachine({
      onConsole: (text) => this.#print(text),
      onStatus: (status) => {
        if (this.machine !== machine) return;
        this.status = status;
        if (status.state === 'stopped') this.end();
      },
    });
    this.machine = machine;
    try {
      const time = await machine.boot();
      this.#print('\r\nPID 1 runs. Press Enter for a shell.\r\n');
      return { machine, time };
    } catch (error) {
      if (this.machine === machine) this.end();
      throw error;
    }
  }

  /** Its worker ends, and with it its memory. */
  end(): void {
    const { machine } = this;
    if (!machine) return;
    this.machine = null;
    this.#shell = null;
    machine.end();
    this.status = { state: 'stopped' };
    this.#print('\r\n[The machine is off, its memory is given back.]\r\n');
  }

  /** What is typed at the console; the first key opens the shell. */
  async type(data: string, rows: number, columns: number): Promise<void> {
    if (this.status.state !== 'ready' || !this.machine) return;
    if (this.#shell) await (await this.#shell).stream.write(new TextEncoder().encode(data));
    else await this.#openShell(this.machine, rows, columns);
  }

  /** What was printed, and what will be. */
  watch(listener: (text: string) => void): () => void {
    listener(this.#console);
    this.#listeners.push(listener);
    return () => (this.#listeners = this.#listeners.filter((other) => other !== listener));
  }

  async #openShell(machine: VirtualMachine, rows: number, columns: number): Promise<void> {
    this.#shell = machine.openPty({ argv: ['/bin/bash', '-l'], rows, columns });
    const { stream } = await this.#shell;
    const decoder = new TextDecoder();
    for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) this.#print(decoder.decode(bytes, { stream: true }));
    if (this.machine === machine) this.#shell = null;
  }

  #print(text: string): void {
    this.#console = text === '\x1bc' ? text : (this.#console + text).slice(-keptConsole);
    for (const listener of this.#listeners) listener(text);
  }
}
