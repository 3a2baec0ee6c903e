/** What is not safe in the machine yet, kept in the browser so that closing or reloading the page loses nothing. */
export interface Draft {
  readonly text: string;
  /** The version of the file that it was made from; `null` when there was none. */
  readonly base: string | null;
}

const prefix = 'drydock.draft:';

/** localStorage, for it is written before the page can go. */
export class Drafts {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  paths(): string[] {
    const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i) ?? '');
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  get(path: string): Draft | null {
    const text = this.#storage.getItem(prefix + path);
    return text === null ? null : (JSON.parse(text) as Draft);
  }

  /** `false` when the browser has no room for it. */
  keep(path: string, draft: Draft): boolean {
    try {
      this.#storage.setItem(prefix + path, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  drop(path: string): void {
    this.#storage.removeItem(prefix + path);
  }
}
