import type { DockerClient } from '../docker/client.ts';
import { watchEvents, type EngineEvent } from '../docker/events.ts';

const pauseMs = 1000;

export interface EventHandlers {
  /** The daemon answers (again): whatever is known may be out of date. */
  readonly onConnected: () => void;
  readonly onEvent: (event: EngineEvent) => void;
}

/** Keeps a subscription to the daemon's events for as long as the machine is ready. */
export class EngineEvents {
  /** The daemon answers. */
  connected = $state.raw(false);
  readonly #docker: DockerClient;
  readonly #handlers: EventHandlers;
  #stop: AbortController | null = null;

  constructor(docker: DockerClient, handlers: EventHandlers) {
    this.#docker = docker;
    this.#handlers = handlers;
  }

  start(): void {
    this.#stop?.abort();
    this.#stop = new AbortController();
    void this.#watch(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.connected = false;
  }

  /** The daemon may be killed and started again in the machine at any time; learners are invited to. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#follow(signal).catch(() => undefined);
      if (signal.aborted) return;
      this.connected = false;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const events = await watchEvents(this.#docker, signal);
    this.connected = true;
    this.#handlers.onConnected();
    for await (const event of events) this.#handlers.onEvent(event);
  }
}
