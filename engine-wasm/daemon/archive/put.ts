/** Files from one tree into another: one program writes an archive, another reads it. */
import { openNames } from './names.ts';
import { isFailure, type Failure, type Running } from './program.ts';
import { startInView, type View } from './view.ts';
import { tarEnd, tarHeader } from './tar.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { openInflated } from './inflate.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface PutOptions {
  /** `null`: as in the source. */
  readonly owner: Owner | null;
  /** Octal, or symbolic; empty: as in the source. */
  readonly mode: string;
}

/** What of a tree is taken. */
export interface Taken {
  /** Arguments of `pack`. */
  readonly pack: readonly string[];
  /** Of what is below its path only these, parents among them; undefined: all. */
  readonly only?: readonly string[] | undefined;
}

const asInArchive: PutOptions = { owner: null, mode: '' };

function unpackArguments(view: View, { owner, mode }: PutOptions, into = '/'): string[] {
  const owners = owner ? [`uid=${owner.uid}`, `gid=${owner.gid}`] : [];
  return ['unpack', view.root, `into=${into}`, ...owners, ...(mode ? [`mode=${mode}`] : [])];
}

/** The archive goes to `sink`; `null`: there is none. */
function startPacking<T>(sys: Sys, from: View, { pack, only }: Taken, sink: Fd | null): Running<T | Failure> {
  const names = only ? openNames(sys, only) : null;
  const argv = ['pack', from.root, ...pack, ...(only ? ['only'] : [])];
  const running = startInView<T>(sys, from, argv, (result) => [names, sink, 2, result]);
  if (names !== null) sys.files.close(names);
  return running;
}

/** @throws Error */
async function unpackFrom(sys: Sys, source: Fd, view: View, argv: readonly string[]): Promise<void> {
  const outcome = await startInView<object>(sys, view, argv, (result) => [source, result, 2]).result;
  if (isFailure(outcome)) throw new Error(outcome.error);
}

/** @throws Error with the text of whichever program failed first */
export async function putTree(sys: Sys, from: View, taken: Taken, into: View, options: PutOptions): Promise<void> {
  const [source, sink] = sys.sockets.pipe();
  for (const fd of [source, sink]) sys.sockets.setBlocking(fd, true);
  const packing = startPacking<object>(sys, from, taken, sink);
  sys.files.close(sink);
  const [packed, unpacked] = await Promise.allSettled([
    packing.result,
    unpackFrom(sys, source, into, unpackArguments(into, options)).finally(() => sys.files.close(source)),
  ]);
  if (packed.status === 'fulfilled' && isFailure(packed.value) && packed.value.errno !== 'EPIPE') throw new Error(packed.value.error);
  if (unpacked.status === 'rejected') throw unpacked.reason;
}

/** Whether a file of this machine begins as an archive does, compressed or not. */
export async function isArchive(sys: Sys, path: string): Promise<boolean> {
  const source = openInflated(sys, path);
  const nowhere = { root: '/', steps: [] };
  const outcome = await startInView<{ readonly isArchive: boolean }>(sys, nowhere, ['unpack', '/', 'probe'], (result) => [source, result, 2]).result;
  sys.files.close(source);
  return !isFailure(outcome) && outcome.isArchive;
}

/** An archive that is a file of this machine, into a directory that is there. @throws Error when it is none, breaks off, or does not fit */
export async function putArchive(sys: Sys, path: string, view: View, directory: string): Promise<void> {
  const source = openInflated(sys, path);
  await unpackFrom(sys, source, view, unpackArguments(view, asInArchive, directory)).finally(() => sys.files.close(source));
}

/** A directory that is not there yet; parents that are missing are root's. @throws Error when a file is in the way */
export async function putDirectory(sys: Sys, path: string, into: View, owner: Owner): Promise<void> {
  const [source, sink] = sys.sockets.pipe();
  sys.sockets.setBlocking(source, true);
  const head = tarHeader({ name: `${path.replace(/^\/+/, '')}/`, size: 0, mode: 0o755, ...owner, mtime: Math.floor(sys.clock.now() / 1000) });
  sys.files.write(sink, head);
  sys.files.write(sink, tarEnd);
  sys.files.close(sink);
  await unpackFrom(sys, source, into, [...unpackArguments(into, asInArchive), 'keep-directories']).finally(() => sys.files.close(source));
}

/** The sum that Docker's classic builder writes into history. `sums`: the file of those that the tree's archive had, `null`: from the tree itself. @throws Error */
export async function sumOf(
  sys: Sys,
  from: View,
  path: string,
  { sums, only }: { readonly sums: string | null; readonly only?: Taken['only'] },
): Promise<string> {
  const pack = ['sum', `path=${path}`, 'follow', ...(sums === null ? [] : [`sums=${sums}`])];
  const outcome = await startPacking<{ sum: string }>(sys, from, { pack, only }, null).result;
  if (isFailure(outcome)) throw new Error(outcome.error);
  return outcome.sum;
}
