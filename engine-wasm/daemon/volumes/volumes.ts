/** Named volumes: the local driver. */
import type { Volume } from '../../api/volumes.ts';
import type { Sys } from '../../sys/sys.ts';
import { badRequest, notFound } from '../errors.ts';
import type { Events } from '../system/events.ts';

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** What marks a volume that nobody named. */
export const anonymousLabel = 'com.docker.volume.anonymous';

export class Volumes {
  readonly #sys: Sys;
  readonly #events: Pick<Events, 'emit'>;
  readonly #root: string;

  constructor(sys: Sys, events: Pick<Events, 'emit'>, root = '/var/lib/docker/volumes') {
    this.#sys = sys;
    this.#events = events;
    this.#root = root;
    sys.files.mkdirAll(root);
  }

  /** An existing one is taken as it is. @throws DaemonError bad-request with Docker's texts */
  create(name: string, labels: Readonly<Record<string, string>> | null): Volume {
    checkName(name);
    if (this.#exists(name)) return this.find(name);
    const volume: Volume = {
      Name: name,
      Driver: 'local',
      Mountpoint: `${this.#root}/${name}/_data`,
      CreatedAt: this.#sys.clock.timestamp(),
      Labels: labels,
      Scope: 'local',
      Options: null,
    };
    this.#sys.files.mkdirAll(volume.Mountpoint);
    this.#sys.files.writeAtomic(this.#record(name), JSON.stringify(volume));
    this.#events.emit('volume', 'create', name, { driver: 'local' });
    return volume;
  }

  createAnonymous(labels: Readonly<Record<string, string>> | null = null): Volume {
    return this.create(this.#sys.hashing.randomHex(32), { ...labels, [anonymousLabel]: '' });
  }

  /** @throws DaemonError not-found with Docker's text */
  find(name: string): Volume {
    if (!this.#exists(name)) throw notFound(`get ${name}: no such volume`);
    return JSON.parse(this.#sys.files.readText(this.#record(name))) as Volume;
  }

  /** By name. Directories that are no volume are passed over. */
  list(): readonly Volume[] {
    return this.#sys.files
      .readDir(this.#root)
      .sort()
      .filter((name) => this.#exists(name))
      .map((name) => this.find(name));
  }

  /** Bytes in a volume. */
  size({ Mountpoint }: Volume): number {
    return this.#sys.files.treeSize(Mountpoint);
  }

  remove(name: string): void {
    this.#sys.files.removeAll(`${this.#root}/${this.find(name).Name}`);
    this.#events.emit('volume', 'destroy', name, { driver: 'local' });
  }

  #record(name: string): string {
    return `${this.#root}/${name}/volume.json`;
  }

  #exists(name: string): boolean {
    return namePattern.test(name) && this.#sys.files.exists(this.#record(name));
  }
}

function checkName(name: string): void {
  if (name.length === 1) throw badRequest(`create ${name}: volume name is too short, names should be at least two alphanumeric characters`);
  if (!namePattern.test(name))
    throw badRequest(
      `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    );
}
