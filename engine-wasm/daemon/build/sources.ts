/** What COPY and ADD take, and from where. */
import { cleanPath } from '../archive/path-name.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import { listTree } from '../archive/list-tree.ts';
import type { View } from '../archive/view.ts';
import { matchesPattern } from '../images/pattern.ts';
import type { Sys } from '../../sys/sys.ts';
import { digestOf } from './put.ts';

export interface Source {
  readonly view: View;
  /** In the view, from its root. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** `file:HEX`, `dir:HEX`: the same content has the same hash. */
  readonly hash: string;
}

const hasWildcard = (path: string): boolean => /(^|[^\\])[*?[]/.test(path);

/** @throws Error with Docker's texts */
async function single(sys: Sys, view: View, path: string, fromContext: boolean): Promise<Source> {
  const stat = await statIn(sys, view, `${path}/.`).then((directory) => directory ?? statIn(sys, view, path));
  if (!stat)
    throw new Error(`${fromContext ? 'file not found in build context or excluded by .dockerignore: ' : ''}stat ${path.slice(1)}: file does not exist`);
  const directory = isDirectory(stat);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const digest = await digestOf(sys, view, [`path=${path}`, 'follow', ...(directory ? ['contents'] : [`name=${name}`])]);
  return { view, path, isDirectory: directory, hash: `${directory ? 'dir' : 'file'}:${digest}` };
}

/** @throws Error with Docker's texts */
export async function findSources(sys: Sys, view: View, pattern: string, fromContext: boolean): Promise<Source[]> {
  const clean = cleanPath(pattern.replace(/^\/+/, ''));
  if (fromContext && (clean === '..' || clean.startsWith('../'))) throw new Error(`forbidden path outside the build context: ${pattern} ()`);
  if (!hasWildcard(clean)) return [await single(sys, view, cleanPath(`/${clean}`), fromContext)];
  const names = (await listTree(sys, view)).filter((name) => matchesPattern(clean, name));
  const found: Source[] = [];
  for (const name of names) found.push(await single(sys, view, `/${name}`, fromContext));
  return found;
}
