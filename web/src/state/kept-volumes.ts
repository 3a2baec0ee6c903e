/** Volumes that outlive a reset: packed before it, kept in this browser, and put into the machine that comes after it. */
import { del, get, set } from 'idb-keyval';
import type { Volume } from '../../../engine-wasm/api/volumes.ts';
import type { DockerClient } from '../docker/client.ts';
import { runningWithVolumes, tellContainer } from '../docker/containers.ts';
import { createVolume } from '../docker/volumes.ts';
import type { Archives } from '../files/archive.ts';

interface KeptVolume {
  readonly name: string;
  readonly labels: Volume['Labels'];
  /** What is in it, as .tar.gz. */
  readonly archive: Blob;
}

/** Told what is being done. */
type Tell = (task: string) => void;

export interface PutBack {
  readonly names: readonly string[];
  /** Of those that could not be put back, which stay kept. */
  readonly failures: readonly string[];
}

const storageKey = 'drydock.volumes';

/** Volumes that nobody gave a name are called by 64 digits. */
export const hasName = ({ Name }: Volume): boolean => !/^[0-9a-f]{64}$/.test(Name);

export class KeptVolumes {
  readonly #docker: DockerClient;
  readonly #archives: Archives;

  constructor(docker: DockerClient, archives: Archives) {
    this.#docker = docker;
    this.#archives = archives;
  }

  /** Stops what uses them, so that they are complete. @throws Error; nothing of them is kept then */
  async keep(volumes: readonly Volume[], tell: Tell): Promise<void> {
    tell('Stopping containers');
    const users = await runningWithVolumes(
      this.#docker,
      volumes.map(({ Name }) => Name),
    );
    await Promise.all(users.map(({ Id }) => tellContainer(this.#docker, Id, 'stop')));
    const kept: KeptVolume[] = [];
    for (const { Name, Labels, Mountpoint } of volumes) {
      tell(`Packing ${Name}`);
      kept.push({ name: Name, labels: Labels, archive: await this.#archives.pack(Mountpoint, '.') });
    }
    const others = (await this.#stored()).filter(({ name }) => !kept.some((volume) => volume.name === name));
    await set(storageKey, [...others, ...kept]);
  }

  /** Whatever an earlier machine left goes into this one. */
  async putBack(tell: Tell): Promise<PutBack> {
    const names: string[] = [];
    const failures: string[] = [];
    let left = await this.#stored();
    for (const volume of left) {
      tell(`Unpacking ${volume.name}`);
      try {
        const { Mountpoint } = await createVolume(this.#docker, volume.name, volume.labels);
        await this.#archives.unpack(volume.archive, Mountpoint);
        left = left.filter((other) => other !== volume);
        await set(storageKey, left);
        names.push(volume.name);
      } catch (error) {
        failures.push(`${volume.name}: ${(error as Error).message}`);
      }
    }
    return { names, failures };
  }

  /** Storage may be forbidden (private windows): then there is nothing to forget. */
  forget(): Promise<void> {
    return del(storageKey).catch(() => undefined);
  }

  async #stored(): Promise<readonly KeptVolume[]> {
    return (await get<readonly KeptVolume[]>(storageKey).catch(() => undefined)) ?? [];
  }
}
