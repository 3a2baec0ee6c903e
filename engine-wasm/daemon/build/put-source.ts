/** One source of COPY or ADD to its place. */
import { S_IFMT, S_IFREG } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import { baseName, cleanPath } from '../archive/path-name.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import type { View } from '../archive/view.ts';
import { isArchive, putArchive, putDirectory, putTree, type Owner, type PutOptions } from '../archive/put.ts';
import type { Source } from './sources.ts';

export interface Target {
  readonly view: View;
  /** Absolute; a slash at its end says that it is a directory. */
  readonly destination: string;
  readonly options: PutOptions;
  /** What is an archive is unpacked. */
  readonly unpacks: boolean;
}

const root: Owner = { uid: 0, gid: 0 };

/** A file's path on this machine, when it is an archive. */
async function archiveOf(sys: Sys, { view, path }: Source): Promise<string | null> {
  const stat = await statIn(sys, view, path);
  if (!stat || stat.size === 0 || (stat.mode & S_IFMT) !== S_IFREG) return null;
  const file = `${view.root}${stat.path}`;
  return (await isArchive(sys, file)) ? file : null;
}

/** @throws Error */
export async function putSource(sys: Sys, source: Source, { view, destination, options, unpacks }: Target): Promise<void> {
  const path = cleanPath(destination);
  const there = await statIn(sys, view, `${path}/.`);
  const isThere = there !== null && isDirectory(there);
  const archive = unpacks && !source.isDirectory ? await archiveOf(sys, source) : null;
  if ((source.isDirectory || archive !== null) && !isThere) await putDirectory(sys, path, view, archive === null ? (options.owner ?? root) : root);
  if (archive !== null) return putArchive(sys, archive, view, path);
  const target = source.isDirectory ? path : destination.endsWith('/') || isThere ? cleanPath(`${path}/${baseName(source.path)}`) : path;
  const pack = [`path=${source.path}`, 'follow', ...(source.isDirectory ? ['contents'] : []), `name=${target.slice(1)}`];
  return putTree(sys, source.view, { pack, only: source.only }, view, options);
}
