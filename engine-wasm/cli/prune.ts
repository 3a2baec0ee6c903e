/** What the `prune` commands have in common. */
import { filterQuery, query } from './client.ts';
import { isSet, list, type Context } from './command.ts';
import { confirm } from './confirm.ts';
import { humanSize } from './format/sizes.ts';

export interface Prune {
  /** Of the API: `/containers/prune`. */
  readonly path: string;
  /** The answer's list, and what stands over it. */
  readonly list: string;
  readonly title: string;
}

type Answer = Readonly<Record<string, unknown>> & { readonly SpaceReclaimed?: number };

export const containers: Prune = { path: '/containers/prune', list: 'ContainersDeleted', title: 'Deleted Containers:' };
export const networks: Prune = { path: '/networks/prune', list: 'NetworksDeleted', title: 'Deleted Networks:' };
export const volumes: Prune = { path: '/volumes/prune', list: 'VolumesDeleted', title: 'Deleted Volumes:' };
export const images: Prune = { path: '/images/prune', list: 'ImagesDeleted', title: 'Deleted Images:' };
export const buildCache: Prune = { path: '/build/prune', list: 'CachesDeleted', title: 'Deleted build cache objects:' };

function line(deleted: unknown): string {
  if (typeof deleted === 'string') return deleted;
  const { Untagged, Deleted } = deleted as { readonly Untagged?: string; readonly Deleted?: string };
  return Untagged === undefined ? `deleted: ${Deleted as string}` : `untagged: ${Untagged}`;
}

export async function prune(
  { client, print }: Context,
  what: Prune,
  filters: readonly string[],
  parameters: Readonly<Record<string, boolean>> = {},
): Promise<number> {
  const answer = await client.json<Answer>('POST', `${what.path}${query({ filters: filterQuery(filters), ...parameters })}`);
  const deleted = (answer[what.list] ?? []) as readonly unknown[];
  if (deleted.length > 0) print(`${what.title}\n${deleted.map((item) => `${line(item)}\n`).join('')}\n`);
  return answer.SpaceReclaimed ?? 0;
}

/** One kind, after a warning. */
export async function pruneOne(context: Context, what: Prune, warning: string, filters: readonly string[] = []): Promise<number> {
  const { flags, print } = context;
  if (!isSet(flags, 'force') && !(await confirm(context, `WARNING! ${warning}\nAre you sure you want to continue?`))) return 0;
  const reclaimed = await prune(context, what, [...list(flags, 'filter'), ...filters]);
  if (what !== networks) print(`Total reclaimed space: ${humanSize(reclaimed)}\n`);
  return 0;
}
