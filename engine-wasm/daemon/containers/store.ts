import type { Sys } from '../../sys/sys.ts';
import { logError } from '../background.ts';
import { conflict, notFound } from '../errors.ts';
import { directoryOf, type Container } from './container.ts';

const root = '/var/lib/docker/containers';

/** The containers, in memory and each in its `config.v2.json`, written by rename so that a crash leaves the old or the new state. */
export class ContainerStore {
  readonly #sys: Sys;
  readonly #byId = new Map<string, Container>();
  readonly #unsaved = new Set<Container>();

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

  /** A new one. @throws SysError; it is not known then */
  add(container: Container): void {
    this.#write(container);
    this.#byId.set(container.id, container);
  }

  /** What happened to a container has happened, whether or not the disk has room for it: it is written down as soon as there is. */
  save(container: Container): void {
    this.#unsaved.add(container);
    this.#writeUnsaved();
  }

  delete(container: Container): void {
    this.#byId.delete(container.id);
    this.#unsaved.delete(container);
    this.#sys.files.removeAll(directoryOf(container));
    this.#writeUnsaved();
  }

  #writeUnsaved(): void {
    for (const container of this.#unsaved) {
      try {
        this.#write(container);
        this.#unsaved.delete(container);
      } catch (error) {
        logError(`state of ${container.name}`, error);
      }
    }
  }

  #write(container: Container): void {
    this.#sys.files.writeAtomic(`${directoryOf(container)}/config.v2.json`, JSON.stringify(container));
  }
}
