import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { FileEntry, FileListing } from '../../../../engine-wasm/api/files.ts';
import type { GuestFiles } from '../../files/client.ts';
import { isWithin, joinPath, movedPath } from './paths.ts';

/** A line of the tree as it is shown. */
export interface TreeRow {
  readonly path: string;
  readonly entry: FileEntry;
  /** From 1. */
  readonly level: number;
  readonly expanded: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Folders first, as editors have it. */
function inOrder(a: FileEntry, b: FileEntry): number {
  return Number(b.kind === 'directory') - Number(a.kind === 'directory') || collator.compare(a.name, b.name);
}

/** The folder's files, as far as somebody looked. */
export class FileTree {
  readonly #files: GuestFiles;
  readonly #listings = new SvelteMap<string, FileListing>();
  readonly #expanded = new SvelteSet<string>();
  folder = $state.raw('/root');
  /** The folder could not be read. */
  failure = $state.raw('');
  readonly loaded = $derived(this.#listings.has(this.folder));
  readonly rows = $derived(this.#rowsOf(this.folder, 1));
  /** Entries that are not shown, for there are too many. */
  readonly more = $derived(this.#listings.get(this.folder)?.more ?? 0);
  /** What is looked at, and so is to be watched. */
  readonly directories = $derived([this.folder, ...this.rows.flatMap(({ path, expanded }) => (expanded ? [path] : []))]);

  constructor(files: GuestFiles) {
    this.#files = files;
  }

  entry(path: string): FileEntry | undefined {
    return this.rows.find((row) => row.path === path)?.entry;
  }

  async open(folder: string): Promise<void> {
    this.folder = folder;
    await this.refresh(folder);
  }

  /** @returns what the directory has; `null` when it cannot be read */
  async refresh(directory: string): Promise<FileListing | null> {
    try {
      const listing = await this.#files.list(directory);
      this.#listings.set(directory, listing);
      if (directory === this.folder) this.failure = '';
      return listing;
    } catch (error) {
      this.#listings.delete(directory);
      this.#expanded.delete(directory);
      if (directory === this.folder) this.failure = (error as Error).message;
      return null;
    }
  }

  async expand(directory: string): Promise<void> {
    if (await this.refresh(directory)) this.#expanded.add(directory);
  }

  collapse(directory: string): void {
    this.#expanded.delete(directory);
  }

  /** All folders on the way to a path. */
  async reveal(path: string): Promise<void> {
    if (!isWithin(path, this.folder)) return;
    for (let at = path.indexOf('/', this.folder.length + 1); at > 0; at = path.indexOf('/', at + 1)) await this.expand(path.slice(0, at));
  }

  moved(from: string, to: string): void {
    for (const directory of [...this.#expanded]) {
      if (!isWithin(directory, from)) continue;
      this.#expanded.delete(directory);
      this.#expanded.add(movedPath(directory, from, to));
    }
  }

  forget(): void {
    this.#listings.clear();
    this.#expanded.clear();
  }

  #rowsOf(directory: string, level: number): TreeRow[] {
    const entries = [...(this.#listings.get(directory)?.entries ?? [])].sort(inOrder);
    return entries.flatMap((entry) => {
      const path = joinPath(directory, entry.name);
      const expanded = entry.kind === 'directory' && this.#expanded.has(path);
      return [{ path, entry, level, expanded }, ...(expanded ? this.#rowsOf(path, level + 1) : [])];
    });
  }
}
