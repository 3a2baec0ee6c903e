import { get, set } from 'idb-keyval';
import type { DockerClient } from '../docker/client.ts';
import type { MachinePort } from '../state/machine-port.ts';
import { nextPageAgent } from '../state/trace/page-agent.ts';
import type { Bench } from './bench.ts';
import { experiments } from './experiments/table.ts';
import type { Experiment } from './experiments/experiment.ts';
import { timestamp, type Outcome, type Outcomes } from './outcome.ts';
import { expectSuccess } from './place.ts';
import { Sandbox } from './sandbox.ts';
import { runScript } from './shell.ts';
import { VirtualMachine } from './virtual-machine.ts';
import { VmHost, type BootedMachine } from './vm-host.svelte.ts';

/** Figures belong to the build that they were measured with. */
interface Kept {
  readonly build: string;
  readonly outcomes: Outcomes;
}

const storageKey = 'drydock.experiments';

/** Runs experiments, one at a time, and keeps what they found. */
export class Laboratory {
  outcomes = $state.raw<Outcomes>({});
  /** The experiment that runs, and what it does. */
  running = $state.raw<{ readonly id: string; readonly doing: string } | null>(null);
  cancelling = $state.raw(false);
  readonly vms = new VmHost();
  readonly #docker: DockerClient;
  readonly #port: MachinePort;
  readonly #build: string;
  #abort = new AbortController();
  #spares: VirtualMachine[] = [];
  /** The virtual machine that is on is the learner's: no experiment works in it. */
  #keepVm = false;

  constructor(docker: DockerClient, port: MachinePort, build: string) {
    this.#docker = docker;
    this.#port = port;
    this.#build = build;
  }

  /** What was kept; storage may be forbidden (private windows): then there is nothing. */
  async load(): Promise<void> {
    const kept = await get<Kept>(storageKey).catch(() => undefined);
    if (kept?.build === this.#build) this.outcomes = { ...kept.outcomes, ...this.outcomes };
  }

  run(experiment: Experiment): Promise<void> {
    return this.#runEach([experiment]);
  }

  runAll(): Promise<void> {
    return this.#runEach(experiments);
  }

  /** What runs ends at its next step, and what it made is put away. */
  cancel(): void {
    this.cancelling = true;
    this.#abort.abort(new Error('it was cancelled'));
    if (!this.#keepVm) this.vms.end();
    for (const machine of this.#spares) machine.end();
  }

  forget(): void {
    this.#keep({});
  }

  async #runEach(list: readonly Experiment[]): Promise<void> {
    if (this.running) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#keepVm = this.vms.on;
    try {
      for (const experiment of list) {
        const outcome = await this.#outcomeOf(experiment, signal);
        if (signal.aborted) break;
        this.#keep({ ...this.outcomes, [experiment.id]: outcome });
      }
    } finally {
      if (!this.#keepVm) this.vms.end();
      this.running = null;
      this.cancelling = false;
    }
  }

  async #outcomeOf(experiment: Experiment, signal: AbortSignal): Promise<Outcome> {
    const at = timestamp();
    const begun = performance.now();
    const step = (doing: string): void => {
      signal.throwIfAborted();
      this.running = { id: experiment.id, doing };
    };
    const containers = new Sandbox(this.#docker.as(nextPageAgent()), signal);
    try {
      step('Making room');
      await containers.cleanUp();
      await containers.prepare();
      const rows = await experiment.run(this.#benchOf(containers, step));
      return { state: 'done', at, durationMs: performance.now() - begun, rows };
    } catch (error) {
      return { state: 'failed', at, why: (error as Error).message };
    } finally {
      for (const machine of this.#spares.splice(0)) machine.end();
      // A daemon that does not answer has said so above.
      await containers.cleanUp().catch(() => undefined);
    }
  }

  #benchOf(containers: Sandbox, step: (doing: string) => void): Bench {
    const port = this.#port;
    const spareVm = (): VirtualMachine => {
      const machine = new VirtualMachine({ onConsole: () => undefined, onStatus: () => undefined });
      this.#spares.push(machine);
      return machine;
    };
    const bootVm = async (): Promise<BootedMachine> => {
      step('Cold-booting a virtual machine');
      if (!this.#keepVm) return this.vms.boot();
      const machine = spareVm();
      return { machine, time: await machine.boot() };
    };
    const running = (): VirtualMachine | null => (this.#keepVm || this.vms.status.state !== 'ready' ? null : this.vms.machine);
    return {
      containers,
      step,
      host: {
        sh: async (script) => expectSuccess(await runScript((options) => port.openPty(options), script)),
        usage: () => port.usage(),
        dial: (address, tcpPort) => port.dial({ kind: 'tcp', address, port: tcpPort }),
      },
      vm: async () => running() ?? (await bootVm()).machine,
      bootVm,
      spareVm,
    };
  }

  #keep(outcomes: Outcomes): void {
    this.outcomes = outcomes;
    set(storageKey, { build: this.#build, outcomes } satisfies Kept).catch(() => undefined);
  }
}
