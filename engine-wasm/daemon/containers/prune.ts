import { parseFilters } from '../system/filters.ts';
import { isRunning, overlayOf, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { removeContainer } from './remove.ts';

export interface PrunedContainers {
  readonly ContainersDeleted: readonly string[] | null;
  /** Bytes. */
  readonly SpaceReclaimed: number;
}

/** `POST /containers/prune`: all that are stopped. @throws DaemonError bad-request for a bad filter */
export function pruneContainers(engine: Engine, query: Readonly<Record<string, string>>): PrunedContainers {
  const filters = parseFilters(query['filters'], ['label', 'label!', 'until']);
  const until = filters.until(engine.sys.clock.now());
  const isUnwanted = (container: Container): boolean =>
    !isRunning(container) && !container.state.restarting && Date.parse(container.created) <= until && filters.matchesLabels(container.config.Labels ?? {});
  const unwanted = engine.containers.all().filter(isUnwanted);
  let SpaceReclaimed = 0;
  for (const container of unwanted) {
    SpaceReclaimed += engine.sys.files.treeSize(`${overlayOf(container)}/diff`);
    removeContainer(engine, container, { force: false, volumes: false });
  }
  engine.events.emit('container', 'prune', '', { reclaimed: String(SpaceReclaimed) });
  return { ContainersDeleted: unwanted.length > 0 ? unwanted.map(({ id }) => id) : null, SpaceReclaimed };
}
