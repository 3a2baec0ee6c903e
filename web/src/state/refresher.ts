/** Runs `load` on request, one at a time; requests that come meanwhile are one more run together. */
export class Refresher {
  readonly #load: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(load: () => Promise<void>) {
    this.#load = load;
  }

  /** Resolves when a load that began after this call is done. @throws whatever the load throws */
  request(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#drain().finally(() => (this.#running = null));
    return this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#load();
    }
  }
}
