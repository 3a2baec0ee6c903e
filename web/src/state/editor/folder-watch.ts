import type { GuestFiles } from '../../files/client.ts';

/** Changes come in bursts; one look is enough for all. */
const settleMs = 60;

/** Tells of changes in a set of directories, which may become another one at any time. */
export class FolderWatch {
  readonly #files: GuestFiles;
  readonly #onChange: (directories: readonly string[]) => void;
  #current: AbortController | null = null;
  #watched = '';

  constructor(files: GuestFiles, onChange: (directories: readonly string[]) => void) {
    this.#files = files;
    this.#onChange = onChange;
  }

  /** These from now on, and no others. */
  follow(directories: readonly string[]): void {
    const wanted = [...new Set(directories)].sort();
    if (wanted.join('\0') === this.#watched) return;
    this.stop();
    this.#watched = wanted.join('\0');
    this.#current = new AbortController();
    // A watch ends with the machine, of whose end everybody hears.
    this.#watch(wanted, this.#current.signal).catch(() => undefined);
  }

  stop(): void {
    this.#current?.abort();
    this.#current = null;
    this.#watched = '';
  }

  async #watch(directories: readonly string[], signal: AbortSignal): Promise<void> {
    const pending = new Set<string>();
    const settle = (): void => {
      const changed = [...pending];
      pending.clear();
      if (!signal.aborted) this.#onChange(changed);
    };
    for await (const changed of this.#files.watch(directories, signal)) {
      if (pending.size === 0) setTimeout(settle, settleMs);
      for (const directory of changed) pending.add(directory);
    }
  }
}
