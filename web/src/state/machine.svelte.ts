import type { MachineStatus, Usage } from '../../../engine-wasm/machine/client.ts';
import type { MachinePort } from './machine-port.ts';

/** Share of one processor that was busy between two measurements, 0 to 1; `null` when no time has passed (or the machine went back in it). */
export function cpuShare(before: Usage, after: Usage): number | null {
  const passed = after.uptimeMs - before.uptimeMs;
  return passed > 0 ? Math.min(1, Math.max(0, (after.cpuMs - before.cpuMs) / passed)) : null;
}

/** The machine as the page sees it. */
export class MachineState {
  status = $state.raw<MachineStatus>({ state: 'downloading', bytes: 0, total: 0 });
  usage = $state.raw<Usage | null>(null);
  cpu = $state.raw<number | null>(null);
  saving = $state.raw(false);
  /** What else is done with it just now, in a few words. */
  task = $state.raw('');
  readonly ready = $derived(this.status.state === 'ready');
  /** Running or paused: there is something to save, reset or go on with. */
  readonly up = $derived(this.status.state === 'ready' || this.status.state === 'paused');
  readonly #port: MachinePort;
  readonly #listeners: ((ready: boolean) => void)[] = [];
  readonly #savedListeners: (() => void)[] = [];

  constructor(port: MachinePort) {
    this.#port = port;
  }

  /** Told whenever the machine becomes ready, or stops being it. */
  onReady(listener: (ready: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** Told whenever the machine was saved: a reload of the page brings it back as it is now. */
  onSaved(listener: () => void): void {
    this.#savedListeners.push(listener);
  }

  /** For the port: what it reports. */
  report(status: MachineStatus): void {
    const before = this.ready;
    this.status = status;
    if (this.ready === before) return;
    for (const listener of this.#listeners) listener(this.ready);
  }

  /** Failures are in the status: the page shows them where the terminals would be. */
  async start(): Promise<void> {
    await this.#port.start().catch(() => undefined);
  }

  async measure(): Promise<void> {
    if (!this.ready) return;
    const usage = await this.#port.usage();
    this.cpu = this.usage && cpuShare(this.usage, usage);
    this.usage = usage;
  }

  async save(): Promise<void> {
    this.saving = true;
    try {
      await this.#port.save();
      for (const listener of this.#savedListeners) listener();
    } finally {
      this.saving = false;
    }
  }

  async reset(): Promise<void> {
    this.usage = null;
    this.cpu = null;
    await this.#port.reset();
  }

  pause(): Promise<void> {
    return this.#port.pause();
  }

  resume(): Promise<void> {
    return this.#port.resume();
  }
}
