import type { DockerClient } from '../docker/client.ts';
import { Refresher } from './refresher.ts';

interface Named {
  readonly Name: string;
}

/** The rest of what the daemon has: itself, its volumes and its networks. */
export class Inventory {
  daemon = $state.raw<{ readonly pid: number; readonly socket: string } | null>(null);
  volumes = $state.raw<readonly string[]>([]);
  networks = $state.raw<readonly string[]>([]);
  readonly #refresher: Refresher;

  constructor(docker: DockerClient) {
    this.#refresher = new Refresher(async () => {
      this.daemon = await docker.json('/drydock/daemon');
      this.volumes = ((await docker.json<{ Volumes: Named[] | null }>('/volumes')).Volumes ?? []).map(({ Name }) => Name);
      this.networks = (await docker.json<Named[]>('/networks')).map(({ Name }) => Name);
    });
  }

  refresh(): Promise<void> {
    return this.#refresher.request();
  }

  forget(): void {
    this.daemon = null;
    this.volumes = [];
    this.networks = [];
  }
}
