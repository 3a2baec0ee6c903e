/** The build cache of the classic builder: an image whose parent is the last step's and which the same instruction made. */
import { createdAt } from '../images/views.ts';
import { runOptionsKey, type ImageRunConfig } from '../images/new-image.ts';
import type { ImageStore } from '../images/store.ts';

/** What must be the same (moby's image/cache compare). */
function keyOf(config: ImageRunConfig): string {
  const sorted = (map: Readonly<Record<string, unknown>> | null | undefined): unknown => Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { Cmd, Entrypoint, Env, User, Tty, OpenStdin, Labels, ExposedPorts, Volumes } = config;
  return JSON.stringify([
    Cmd ?? [],
    Entrypoint ?? [],
    Env ?? [],
    User ?? '',
    Tty ?? false,
    OpenStdin ?? false,
    sorted(Labels),
    sorted(ExposedPorts),
    sorted(Volumes),
    config[runOptionsKey] ?? '',
  ]);
}

export class BuildCache {
  readonly #store: ImageStore;
  #isUsable: boolean;

  /** A step that is not found makes what follows in its stage new, too. */
  constructor(store: ImageStore, noCache: boolean) {
    this.#store = store;
    this.#isUsable = !noCache;
  }

  /** The newest image that `config` made of `parent` (undefined: of nothing). */
  find(parent: string | undefined, config: ImageRunConfig): string | undefined {
    if (!this.#isUsable) return undefined;
    const wanted = keyOf(config);
    const found = this.#store
      .childrenOf(parent)
      .filter((id) => {
        const made = this.#store.get(id).config.container_config;
        return made !== undefined && keyOf(made) === wanted;
      })
      .sort((a, b) => createdAt(this.#store.get(b).config) - createdAt(this.#store.get(a).config))[0];
    this.#isUsable = found !== undefined;
    return found;
  }
}
