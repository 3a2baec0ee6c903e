/** `docker image prune`: images without a name, or with `dangling=false` all that no container uses. */
import { parseFilters } from '../system/filters.ts';
import type { UsersOf } from './ports.ts';
import type { Removed, Remover } from './remove.ts';
import type { ImageStore } from './store.ts';
import { createdAt } from './views.ts';

export interface Pruned {
  readonly ImagesDeleted: readonly Removed[] | null;
  /** Bytes. */
  readonly SpaceReclaimed: number;
}

/** @throws DaemonError */
export function pruneImages(store: ImageStore, usersOf: UsersOf, remover: Remover, query: Readonly<Record<string, string>>): Pruned {
  const filters = parseFilters(query['filters'], ['dangling', 'label', 'label!', 'until']);
  const onlyDangling = filters.boolean('dangling') ?? true;
  const until = filters.until(store.sys.clock.now());
  const unwanted = store.ids().filter((id) => {
    const { config } = store.get(id);
    if (onlyDangling && (store.names.of(id).length > 0 || store.childrenOf(id).length > 0)) return false;
    return usersOf(id).length === 0 && createdAt(config) * 1000 <= until && filters.matchesLabels(config.config?.Labels ?? {});
  });
  const before = spaceUsed(store);
  const removed = unwanted.flatMap((id) => remover.remove(id, true));
  return { ImagesDeleted: removed.length > 0 ? removed : null, SpaceReclaimed: before - spaceUsed(store) };
}

function spaceUsed(store: ImageStore): number {
  return store.layers.chains().reduce((sum, chainId) => sum + store.layers.size(chainId), 0);
}
