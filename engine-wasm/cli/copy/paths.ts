/** Paths of `docker cp`, on either side: what their ends mean, and what is there. */
import { S_IFDIR, S_IFLNK, S_IFMT } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import type { Headers } from '../../wire/http/message.ts';
import { fromBase64 } from '../base64.ts';
import { ApiFailure, query, type Client } from '../client.ts';

/** `CONTAINER:PATH`, or a path of this machine. */
export interface Place {
  readonly container: string | null;
  readonly path: string;
}

export interface Found {
  readonly path: string;
  readonly isDirectory: boolean;
  /** Where a symbolic link leads. */
  readonly link: string;
}

/** A path that begins with a slash or a dot is this machine's, colons and all. */
export function parsePlace(given: string): Place {
  const colon = given.indexOf(':');
  if (/^[/.]/.test(given) || colon < 0) return { container: null, path: given };
  return { container: given.slice(0, colon), path: given.slice(colon + 1) };
}

export const meansContent = (path: string): boolean => /(^|\/)\.$/.test(path);
export const meansDirectory = (path: string): boolean => /\/\.?$/.test(path) || meansContent(path);

/** Without dots, double slashes and a slash at the end. */
export function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const absolute = ({ processes }: Sys, path: string): string => clean(path.startsWith('/') ? path : `${processes.cwd()}/${path}`);

/** A link is told as a link, and followed where that is asked for. */
export function findHere(sys: Sys, path: string, follow: boolean): Found | null {
  try {
    const { mode } = follow ? sys.files.stat(path) : sys.files.lstat(path);
    return { path, isDirectory: (mode & S_IFMT) === S_IFDIR, link: (mode & S_IFMT) === S_IFLNK ? sys.files.readLink(path) : '' };
  } catch {
    return null;
  }
}

/** Of Go's file modes. */
const goDirectory = 2 ** 31;

function readStat(header: string | undefined): Omit<Found, 'path'> {
  const { mode, linkTarget } = JSON.parse(fromBase64(header ?? '')) as { readonly mode: number; readonly linkTarget: string };
  return { isDirectory: mode >= goDirectory, link: linkTarget };
}

/** What the daemon tells in a header of what it sends (API, "PathStat"). */
export const foundIn = (headers: Headers, path: string): Found => ({ path, ...readStat(headers.get('x-docker-container-path-stat')) });

/** @throws ApiFailure but for what is not there */
async function findThere(client: Client, container: string, path: string): Promise<Found | null> {
  try {
    const { headers } = await client.call('HEAD', `/containers/${container}/archive${query({ path })}`);
    return foundIn(headers, path);
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null;
    throw error;
  }
}

/** The end of a chain of one link, which is as far as Docker's client looks. */
export async function followThere(client: Client, container: string, path: string): Promise<Found | null> {
  const found = await findThere(client, container, path);
  if (!found || found.link === '') return found;
  const target = clean(found.link.startsWith('/') ? found.link : `${parentOf(clean(path))}/${found.link}`);
  return (await findThere(client, container, target)) ?? { ...found, path: target };
}

/** Where a copy goes: into a directory, over a file, or to a new name. @throws Error with the real client's texts */
export function destination(
  given: string,
  found: Found | null,
  source: { readonly isDirectory: boolean; readonly base: string; readonly content: boolean },
): string {
  const path = found?.path ?? clean(given);
  if (found?.isDirectory) return source.content ? path : `${path === '/' ? '' : path}/${source.base}`;
  if (source.isDirectory && found) throw new Error('cannot copy directory');
  if (found && meansDirectory(given)) throw new Error('not a directory');
  if (!found && meansDirectory(given) && !source.isDirectory) throw new Error('no such directory');
  return path;
}
