import type { StepModeState } from '../../../../engine-wasm/api/trace.ts';
import type { DockerClient } from '../../docker/client.ts';
import { stepMode, tellStepMode } from '../../docker/step-mode.ts';
import type { Story } from './story.svelte.ts';

const pauseMs = 1000;
const frameMs = 16;
/** Between one change of the page and the next: more of them than this nobody could read, and they would take the processor from the machine. */
const burstMs = 100;
const patienceSeconds = 120;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

/** Keeps the trace coming for as long as the machine is ready, and is the page's hand on step mode. */
export class TraceWatch {
  /** As the daemon said it last. */
  step = $state.raw<StepModeState>({ armed: false, stops: [], patienceMs: 0 });
  readonly #docker: DockerClient;
  readonly #story: Story;
  #stop: AbortController | null = null;

  constructor(docker: DockerClient, story: Story) {
    this.#docker = docker;
    this.#story = story;
  }

  start(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    void this.#watch(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.step = { armed: false, stops: [], patienceMs: 0 };
  }

  /** @throws DockerError */
  async arm(): Promise<void> {
    this.step = await tellStepMode(this.#docker, 'arm', { patience: patienceSeconds * 1000 });
  }

  /** One step or request; or all up to a step of the plan. @throws DockerError */
  async next(until?: number): Promise<void> {
    this.step = await tellStepMode(this.#docker, 'next', { until });
  }

  /** Everything goes on, and step mode is off. @throws DockerError */
  async run(): Promise<void> {
    this.step = await tellStepMode(this.#docker, 'run', {});
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#follow(signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#story.lose();
      this.step = { armed: false, stops: [], patienceMs: 0 };
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const lines = await this.#docker.lines('/drydock/trace', { since: Number.MAX_SAFE_INTEGER }, signal);
    // The trace is of use without it.
    await this.#askStep().catch(() => undefined);
    const waiting: unknown[] = [];
    let takenAt = 0;
    const take = (): void => {
      takenAt = performance.now();
      if (!signal.aborted) this.#story.takeAll(waiting.splice(0));
    };
    for await (const line of lines) {
      // What comes together is one change of the page, however many lines it has.
      if (waiting.length === 0) setTimeout(take, Math.max(frameMs, takenAt + burstMs - performance.now()));
      waiting.push(parsed(line));
      if (/"kind":"(stop|go|step-mode)"/.test(line)) void this.#askStep().catch(() => undefined);
    }
  }

  async #askStep(): Promise<void> {
    this.step = await stepMode(this.#docker);
  }
}
