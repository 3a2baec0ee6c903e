/** `GET /images/json`: filters, newest first. */
import type { ImageSummary } from '../../api/images.ts';
import { familiarName, familiarString, type Reference } from '../../wire/reference.ts';
import { isTrue } from '../http/router.ts';
import { parseFilters, type Filters } from '../system/filters.ts';
import { matchesPattern } from './pattern.ts';
import type { UsersOf } from './ports.ts';
import { findImage } from './resolve.ts';
import type { ImageStore, StoredImage } from './store.ts';
import { createdAt, summarise } from './views.ts';

const known = ['dangling', 'label', 'before', 'since', 'reference', 'until'];

function createdFilter(store: ImageStore, filters: Filters, name: string): number | null {
  const [text] = filters.get(name);
  return text === undefined ? null : createdAt(findImage(store, text).config);
}

function hasName(names: readonly Reference[], patterns: readonly string[]): boolean {
  return names.some((name) => patterns.some((pattern) => matchesPattern(pattern, familiarString(name)) || matchesPattern(pattern, familiarName(name))));
}

/** With `filters.reference`, names that do not match are left out of what is shown. */
function withMatchingNames(summary: ImageSummary, filters: Filters, names: readonly Reference[]): ImageSummary {
  if (!filters.has('reference')) return summary;
  const shown = names.filter((name) => hasName([name], filters.get('reference'))).map(familiarString);
  return {
    ...summary,
    RepoTags: summary.RepoTags.filter((tag) => shown.includes(tag)),
    RepoDigests: summary.RepoDigests.filter((digest) => shown.includes(digest)),
  };
}

/** @throws DaemonError */
export function listImages(store: ImageStore, usersOf: UsersOf, query: Readonly<Record<string, string>>): ImageSummary[] {
  const filters = parseFilters(query['filters'], known);
  const dangling = filters.boolean('dangling');
  const before = createdFilter(store, filters, 'before');
  const since = createdFilter(store, filters, 'since');
  const until = filters.until(store.sys.clock.now());
  const parents = new Set(store.ids().map((id) => store.parentOf(id)));
  const isParent = (id: string): boolean => parents.has(id);
  const wanted = (image: StoredImage): boolean => {
    const created = createdAt(image.config);
    const names = store.names.of(image.id);
    return (
      (before === null || created < before) &&
      (since === null || created > since) &&
      created * 1000 <= until &&
      (names.length > 0 || !isParent(image.id) || (isTrue(query['all']) && dangling === null)) &&
      (dangling === null || dangling === (names.length === 0)) &&
      (!filters.has('label') || filters.matchesLabels(image.config.config?.Labels ?? {})) &&
      (!filters.has('reference') || hasName(names, filters.get('reference')))
    );
  };
  const images = store
    .ids()
    .map((id) => store.get(id))
    .filter(wanted);
  const shared = isTrue(query['shared-size']);
  const summaries = images.map((image) => withMatchingNames(summarise(store, image, usersOf(image.id).length, shared), filters, store.names.of(image.id)));
  return summaries.sort((a, b) => b.Created - a.Created);
}
