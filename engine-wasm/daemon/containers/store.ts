import type { Sys } from '../../sys/sys.ts';
import { conflict, notFound } from '../errors.ts';
import { directoryOf, type Container } from './container.ts';

const root = '/var/lib/docker/containers';

/** The containers, in memory and each in its `config.v2.json`, written by rename so that a crash leaves the old or the new state. */
export class ContainerStore {
  readonly #sys: Sys;
  readonly #byId = new Map<string, Container>();

  constructor(sys: Sys) {
    this.#sys = sys;
    sys.files.mkdirAll(root, 0o710);
    for (const id of sys.files.readDir(root)) {
      const path = `${root}/${id}/config.v2.json`;
      if (sys.files.exists(path)) this.#byId.set(id, JSON.parse(sys.files.readText(path)) as Container);
    }
  }

  all(): readonly Container[] {
    return [...this.#byId.values()];
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  byName(name: string): Container | undefined {
    return this.all().find((container) => container.name === name);
  }

  /** By id, name, or unique id prefix. @throws DaemonError with Docker's texts */
  find(reference: string): Container {
    const exact = this.#byId.get(reference) ?? this.byName(reference.replace(/^\//, ''));
    if (exact) return exact;
    const found = /^[0-9a-f]+$/.test(reference) ? this.all().filter(({ id }) => id.startsWith(reference)) : [];
    if (found.length > 1) throw conflict(`multiple IDs found with provided prefix: ${reference}`);
    if (!found[0]) throw notFound(`No such container: ${reference}`);
    return found[0];
  }

  /** @throws DaemonError conflict with Docker's text */
  checkNameIsFree(name: string): void {
    const holder = this.byName(name);
    if (!holder) return;
    throw conflict(
      `Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }

  save(container: Container): void {
    this.#byId.set(container.id, container);
    this.#sys.files.writeAtomic(`${directoryOf(container)}/config.v2.json`, JSON.stringify(container));
  }

  delete(container: Container): void {
    this.#byId.delete(container.id);
    this.#sys.files.removeAll(directoryOf(container));
  }
}
