import type { ImageSummary } from '../../api/images.ts';
import type { UsersOf } from './ports.ts';
import type { ImageStore } from './store.ts';
import { summarise } from './views.ts';

/** What `docker system df` asks of the images. Sizes in bytes. */
export interface ImageUsage {
  summaries(): readonly ImageSummary[];
  /** All layers, each once. */
  layersSize(): number;
  /** 0 when there is no such image. */
  sizeOf(id: string): number;
}

export function imageUsage(store: ImageStore, usersOf: UsersOf): ImageUsage {
  const sizeOf = (layers: readonly string[]): number => layers.reduce((sum, chainId) => sum + store.layers.size(chainId), 0);
  return {
    summaries: () => store.ids().map((id) => summarise(store, store.get(id), usersOf(id).length, true)),
    layersSize: () => sizeOf(store.layers.chains()),
    sizeOf: (id) => (store.has(id) ? sizeOf(store.get(id).layers) : 0),
  };
}
