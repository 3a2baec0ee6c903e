/** The library and what was pushed, as one hub. */
import type { BlobSource, Repository } from './content.ts';
import { failure } from './answer.ts';
import { joined } from './digest.ts';
import type { HubStorage, PushedRepository } from './storage/storage.ts';

/** What a repository is that nobody pushed to yet. */
export const noRepository: PushedRepository = { private: false, updated: '', tags: {}, manifests: {}, blobs: {}, references: {} };

type Repositories = Readonly<Record<string, PushedRepository>>;

export interface StoredBlob {
  readonly digest: string;
  readonly file: string;
}

export class Catalog {
  readonly storage: HubStorage;
  readonly #library: BlobSource;

  constructor(library: BlobSource, storage: HubStorage) {
    this.#library = library;
    this.storage = storage;
  }

  /** Everything there is, by name. The library is known by having no owner: its names are `library/…`. */
  async repositories(): Promise<ReadonlyMap<string, Repository | PushedRepository>> {
    const [{ repositories: library }, { repositories: pushed }] = await Promise.all([this.#library.index(), this.storage.state()]);
    return new Map([...Object.entries(pushed), ...Object.entries(library)]);
  }

  async find(name: string): Promise<Repository | PushedRepository | undefined> {
    return (await this.repositories()).get(name);
  }

  /** Bytes of a blob that some repository has. */
  async *read(digest: string, start: number, end: number): AsyncIterable<Uint8Array> {
    const file = (await this.storage.state()).files[digest];
    yield* file === undefined ? this.#library.read(digest, start, end) : this.storage.read(file, start, end);
  }

  async readWhole(digest: string, size: number): Promise<Uint8Array> {
    return joined(this.read(digest, 0, size), size);
  }

  /**
   * Changes a pushed repository, which is made when there is none, and then forgets the bytes that nobody refers to any more. The change gets
   * the repository as it is at that moment.
   */
  change(name: string, change: (repository: PushedRepository) => PushedRepository | null, added?: StoredBlob): Promise<void> {
    return this.update(
      (repositories) => {
        const changed = change(repositories[name] ?? noRepository);
        const others = Object.entries(repositories).filter(([other]) => other !== name);
        return Object.fromEntries(changed ? [...others, [name, changed]] : others);
      },
      added ? [added] : [],
    );
  }

  /** The same for several at once. */
  async update(change: (repositories: Repositories) => Repositories, added: readonly StoredBlob[]): Promise<void> {
    let unused: string[] = [];
    await this.storage.update((state) => {
      const repositories = change(state.repositories);
      const files = { ...Object.fromEntries(added.map(({ digest, file }) => [digest, file])), ...state.files };
      const needed = new Set(Object.values(repositories).flatMap(({ blobs }) => Object.keys(blobs)));
      const kept = Object.entries(files).filter(([digest]) => needed.has(digest));
      const keptFiles = new Set(kept.map(([, file]) => file));
      unused = [...Object.values(state.files), ...added.map(({ file }) => file)].filter((file) => !keptFiles.has(file));
      return { ...state, repositories, files: Object.fromEntries(kept) };
    });
    for (const file of unused) await this.storage.remove(file);
  }
}

/** @throws Failure NAME_UNKNOWN */
export function required<T extends Repository>(repository: T | undefined, name: string): T {
  if (!repository) throw failure('NAME_UNKNOWN', { name });
  return repository;
}
