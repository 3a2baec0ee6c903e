import { SvelteSet } from 'svelte/reactivity';
import type { ContainerSummary } from '../../../engine-wasm/api/containers.ts';
import type { DockerClient } from '../docker/client.ts';
import { listContainers, removeContainer, tellContainer, type ContainerVerb } from '../docker/containers.ts';
import { Refresher } from './refresher.ts';

/** The name without the slash that the API puts before it. */
export function nameOf(container: ContainerSummary): string {
  return container.Names[0]?.slice(1) ?? container.Id.slice(0, 12);
}

export function isRunning(container: ContainerSummary): boolean {
  return container.State === 'running' || container.State === 'paused' || container.State === 'restarting';
}

/** State in a word, with the exit code of one that ended. The API's own text counts the time since: it would be out of date at once. */
export function describeState({ State, Status }: ContainerSummary): string {
  return /^Exited \(\d+\)/.exec(Status)?.[0] ?? State.charAt(0).toUpperCase() + State.slice(1);
}

/** The daemon's containers; fetched again when an event says that they changed. */
export class Containers {
  list = $state.raw<readonly ContainerSummary[]>([]);
  /** Has been fetched since the machine became ready. */
  known = $state.raw(false);
  readonly running = $derived(this.list.filter((container) => isRunning(container)).length);
  /** Ids of containers that a request of the page is under way for. */
  readonly busy = new SvelteSet<string>();
  readonly #docker: DockerClient;
  readonly #refresher: Refresher;

  constructor(docker: DockerClient) {
    this.#docker = docker;
    this.#refresher = new Refresher(async () => {
      this.list = await listContainers(docker);
      this.known = true;
    });
  }

  refresh(): Promise<void> {
    return this.#refresher.request();
  }

  forget(): void {
    this.list = [];
    this.known = false;
    this.busy.clear();
  }

  byId(id: string): ContainerSummary | undefined {
    return this.list.find((container) => container.Id === id);
  }

  tell(container: ContainerSummary, verb: ContainerVerb): Promise<void> {
    return this.#whileBusy(container, () => tellContainer(this.#docker, container.Id, verb));
  }

  remove(container: ContainerSummary): Promise<void> {
    return this.#whileBusy(container, () => removeContainer(this.#docker, container.Id, isRunning(container)));
  }

  async #whileBusy({ Id }: ContainerSummary, work: () => Promise<void>): Promise<void> {
    this.busy.add(Id);
    try {
      await work();
    } finally {
      this.busy.delete(Id);
    }
  }
}
