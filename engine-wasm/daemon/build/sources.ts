/** What COPY and ADD take of a tree. */
import { baseName, cleanPath } from '../archive/path-name.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import { listTree } from '../archive/list-tree.ts';
import type { View } from '../archive/view.ts';
import { matchesPattern } from '../images/pattern.ts';
import { matcherOf } from '../../wire/dockerfile/ignore.ts';
import type { Sys } from '../../sys/sys.ts';
import { sumOf } from '../archive/put.ts';

export interface Source {
  readonly view: View;
  /** In the view, from its root. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Of a directory's content only these names, below it; undefined: all. */
  readonly only?: readonly string[] | undefined;
  /** `file:HEX`, `dir:HEX`, as Docker's classic builder has them: files with the same names, modes, owners and content have the same. */
  readonly hash: string;
  /** It was fetched for this step. */
  readonly isRemote?: boolean;
}

/** Where sources are looked for, and what is asked of them. */
export interface SourceOptions {
  readonly isContext: boolean;
  /** See `sumOf`. */
  readonly sums: string | null;
  readonly parents: boolean;
  readonly exclude: readonly string[];
}

const hasWildcard = (path: string): boolean => /(^|[^\\])[*?[]/.test(path);

const followed = (path: string): readonly string[] => [`path=${path}`, 'follow', 'contents'];

function notFound(path: string, isContext: boolean): Error {
  return new Error(`${isContext ? 'file not found in build context or excluded by .dockerignore: ' : ''}stat ${path.slice(1)}: file does not exist`);
}

/** Those of a directory's names that `takes` wants, and the directories on the way to them; undefined: every one. */
export function selectNames(names: readonly string[], takes: (name: string) => boolean): readonly string[] | undefined {
  const wanted = new Set<string>();
  for (const name of names.filter(takes))
    for (let path = name; path !== '' && !wanted.has(path); path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) wanted.add(path);
  return wanted.size === names.length ? undefined : names.filter((name) => wanted.has(name));
}

async function directory(sys: Sys, view: View, path: string, options: { readonly sums: string | null; readonly only?: Source['only'] }): Promise<Source> {
  return { view, path, isDirectory: true, only: options.only, hash: `dir:${await sumOf(sys, view, path, options)}` };
}

/** One file, or the content of one directory. @throws Error with Docker's texts */
export async function sourceAt(sys: Sys, view: View, path: string, { isContext, sums, exclude }: Omit<SourceOptions, 'parents'>): Promise<Source> {
  const stat = await statIn(sys, view, path, 'follow');
  if (!stat) throw notFound(path, isContext);
  if (!isDirectory(stat)) return { view, path, isDirectory: false, hash: `file:${await sumOf(sys, view, path, { sums })}` };
  if (exclude.length === 0) return directory(sys, view, path, { sums });
  const isOut = matcherOf(exclude);
  const only = selectNames(await listTree(sys, view, ...followed(path)), (name) => !isOut(name));
  return directory(sys, view, path, { sums, only });
}

async function matching(sys: Sys, view: View, pattern: string): Promise<readonly string[]> {
  return (await listTree(sys, view)).filter((name) => matchesPattern(pattern, name)).map((name) => `/${name}`);
}

/** `--parents`: what a pattern names below the pivot (`/./`; without one, the root), with the directories on the way to it. */
async function withParents(sys: Sys, view: View, pattern: string, { isContext, sums, exclude }: SourceOptions): Promise<Source[]> {
  const pivot = pattern.indexOf('/./');
  const root = cleanPath(`/${pivot < 0 ? '' : pattern.slice(0, pivot)}`);
  const inside = cleanPath(`/${pivot < 0 ? pattern : pattern.slice(pivot + 3)}`).slice(1);
  const isMeant = inside === '' ? () => true : matcherOf([inside]);
  const isOut = matcherOf(exclude);
  const found: Source[] = [];
  for (const path of hasWildcard(root) ? await matching(sys, view, root.slice(1)) : [root]) {
    const stat = await statIn(sys, view, `${path}/.`);
    const names = stat && isDirectory(stat) ? await listTree(sys, view, ...followed(path)) : [];
    const only = selectNames(names, (name) => isMeant(name) && !isOut(name));
    if (only === undefined || only.length > 0) found.push(await directory(sys, view, path, { sums, only }));
  }
  if (found.length === 0 && !hasWildcard(root) && !hasWildcard(inside)) throw notFound(cleanPath(`${root}/${inside}`), isContext);
  return found;
}

/** @throws Error with Docker's texts */
export async function findSources(sys: Sys, view: View, pattern: string, options: SourceOptions): Promise<Source[]> {
  const clean = cleanPath(pattern.replace(/^\/+/, ''));
  if (options.isContext && (clean === '..' || clean.startsWith('../'))) throw new Error(`forbidden path outside the build context: ${pattern} ()`);
  if (options.parents) return withParents(sys, view, pattern, options);
  const isMeant = matcherOf(options.exclude);
  const isOut = (path: string): boolean => path !== '/' && (isMeant(path.slice(1)) || isMeant(baseName(path)));
  const paths = hasWildcard(clean) ? await matching(sys, view, clean) : [cleanPath(`/${clean}`)];
  const found: Source[] = [];
  for (const path of paths) if (!isOut(path)) found.push(await sourceAt(sys, view, path, options));
  return found;
}
