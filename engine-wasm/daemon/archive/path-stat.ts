/** What `docker cp` asks first: is the path there, and what is it? (`X-Docker-Container-Path-Stat`) */
import { S_IFDIR, S_IFMT } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import { isFailure } from './program.ts';
import { startInView, type View } from './view.ts';

export interface PathStat {
  /** Without links in its directory part. */
  readonly path: string;
  readonly link: string;
  /** Bytes. */
  readonly size: number;
  /** st_mode. */
  readonly mode: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly nanoseconds: number;
}

/** `null` when nothing is there; with `follow` the path may be a link. @throws Error for anything else */
export async function statIn(sys: Sys, view: View, path: string, ...follow: readonly 'follow'[]): Promise<PathStat | null> {
  const argv = ['pack', view.root, `path=${path}`, 'stat', ...follow];
  const outcome = await startInView<PathStat>(sys, view, argv, (result) => [null, null, 2, result]).result;
  if (!isFailure(outcome)) return outcome;
  if (outcome.errno === 'ENOENT' || outcome.errno === 'ENOTDIR') return null;
  throw new Error(outcome.error);
}

export const isDirectory = ({ mode }: PathStat): boolean => (mode & S_IFMT) === S_IFDIR;

/** Go's bits for kinds of files (io/fs, FileMode), by those of st_mode. */
const goKinds: Readonly<Record<number, number>> = {
  0o040000: 2 ** 31,
  0o120000: 2 ** 27,
  0o060000: 2 ** 26,
  0o020000: 2 ** 26 + 2 ** 21,
  0o010000: 2 ** 25,
  0o140000: 2 ** 24,
};

function goMode(mode: number): number {
  const special = (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0);
  return (goKinds[mode & S_IFMT] ?? 0) + special + (mode & 0o777);
}

/** RFC 3339 as Go prints it: a fraction only where there is one, without zeros at its end. */
function goTime({ mtime, nanoseconds }: PathStat): string {
  const fraction = nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
  return new Date(mtime * 1000).toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, section 4. */
function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(word >> shift) & 63] as string).join('');
    result += i + 1 >= bytes.length ? `${digits.slice(0, 2)}==` : i + 2 >= bytes.length ? `${digits.slice(0, 3)}=` : digits;
  }
  return result;
}

/** The header's value. */
export function encodePathStat(stat: PathStat): string {
  const name = stat.path === '/' ? '/' : stat.path.slice(stat.path.lastIndexOf('/') + 1);
  return base64(JSON.stringify({ name, size: stat.size, mode: goMode(stat.mode), mtime: goTime(stat), linkTarget: stat.link }));
}
