/** Quiet time after the last change before it is saved: saving stops the machine for a moment. */
const quietMs = 10_000;
/** But not for ever: a machine that is never quiet is saved all the same. */
const longestMs = 120_000;

/** Saves the machine some time after something changed in it, and at once when the page is left. */
export class Autosave {
  readonly #save: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the first change happened that is not saved. */
  #since = 0;

  /** `save` may fail (storage that is full or forbidden): the next change tries again. */
  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  changed(): void {
    if (this.#timer) clearTimeout(this.#timer);
    else this.#since = Date.now();
    const longest = this.#since + longestMs - Date.now();
    this.#timer = setTimeout(() => this.#now(), Math.min(quietMs, longest));
  }

  /** What changed is saved now; nothing happens when nothing did. */
  flush(): void {
    if (this.#timer) this.#now();
  }

  /** There is nothing to be saved any more. */
  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #now(): void {
    this.cancel();
    this.#save().catch(() => undefined);
  }
}
