import type { Volume } from '../../../engine-wasm/api/volumes.ts';
import type { DockerClient } from '../docker/client.ts';
import { number, record, text } from '../docker/shape.ts';
import { createNetwork, listNetworks, removeNetwork, type NetworkSummary } from '../docker/networks.ts';
import { createVolume, listVolumes, removeVolume } from '../docker/volumes.ts';
import { Refresher } from './refresher.ts';

const isDaemon = record({ pid: number, socket: text });

/** The networks that every engine has, and nobody can remove. */
export const builtInNetworks: readonly string[] = ['bridge', 'host', 'none'];

/** The rest of what the daemon has: itself, its volumes and its networks. */
export class Inventory {
  daemon = $state.raw<{ readonly pid: number; readonly socket: string } | null>(null);
  volumes = $state.raw<readonly Volume[]>([]);
  networks = $state.raw<readonly NetworkSummary[]>([]);
  /** Has been fetched since the machine became ready. */
  known = $state.raw(false);
  readonly #docker: DockerClient;
  readonly #refresher: Refresher;

  constructor(docker: DockerClient) {
    this.#docker = docker;
    this.#refresher = new Refresher(async () => {
      this.daemon = await docker.json('/drydock/daemon', {}, isDaemon);
      this.volumes = await listVolumes(docker);
      this.networks = await listNetworks(docker);
      this.known = true;
    });
  }

  refresh(): Promise<void> {
    return this.#refresher.request();
  }

  forget(): void {
    this.daemon = null;
    this.volumes = [];
    this.networks = [];
    this.known = false;
  }

  /** @throws DockerError */
  createVolume(name: string): Promise<Volume> {
    return createVolume(this.#docker, name);
  }

  /** @throws DockerError */
  removeVolume(name: string): Promise<void> {
    return removeVolume(this.#docker, name);
  }

  /** @throws DockerError */
  createNetwork(name: string): Promise<void> {
    return createNetwork(this.#docker, name);
  }

  /** @throws DockerError */
  removeNetwork(id: string): Promise<void> {
    return removeNetwork(this.#docker, id);
  }
}
