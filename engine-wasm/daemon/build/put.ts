/** Files from one tree into another: one program writes an archive, another reads it. */
import { isFailure } from '../archive/program.ts';
import { startInView, type View } from '../archive/view.ts';
import { tarEnd, tarHeader } from '../archive/tar.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { openInflated } from './inflate.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface PutOptions {
  /** `null`: as in the source. */
  readonly owner: Owner | null;
  /** Octal; empty: as in the source. */
  readonly mode: string;
}

const asInArchive: PutOptions = { owner: null, mode: '' };

function unpackArguments(view: View, { owner, mode }: PutOptions): string[] {
  const owners = owner ? [`uid=${owner.uid}`, `gid=${owner.gid}`] : [];
  return ['unpack', view.root, 'into=/', ...owners, ...(mode ? [`mode=${mode}`] : [])];
}

/** @throws Error */
async function unpackFrom(sys: Sys, source: Fd, view: View, argv: readonly string[]): Promise<void> {
  const outcome = await startInView<object>(sys, view, argv, (result) => [source, result, 2]).result;
  if (isFailure(outcome)) throw new Error(outcome.error);
}

/** `pack` says what of `from` is taken. @throws Error with the text of whichever program failed first */
export async function putTree(sys: Sys, from: View, pack: readonly string[], into: View, options: PutOptions): Promise<void> {
  const [source, sink] = sys.sockets.pipe();
  for (const fd of [source, sink]) sys.sockets.setBlocking(fd, true);
  const packing = startInView<object>(sys, from, ['pack', from.root, ...pack], (result) => [null, sink, 2, result]);
  sys.files.close(sink);
  const [packed, unpacked] = await Promise.allSettled([
    packing.result,
    unpackFrom(sys, source, into, unpackArguments(into, options)).finally(() => sys.files.close(source)),
  ]);
  if (packed.status === 'fulfilled' && isFailure(packed.value) && packed.value.errno !== 'EPIPE') throw new Error(packed.value.error);
  if (unpacked.status === 'rejected') throw unpacked.reason;
}

/** An archive that is a file of this machine. @throws Error when it is none, or breaks off */
export async function putArchive(sys: Sys, path: string, into: View): Promise<void> {
  const source = openInflated(sys, path);
  await unpackFrom(sys, source, into, unpackArguments(into, asInArchive)).finally(() => sys.files.close(source));
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

/** Of the tree's archive, without times: the same content has the same digest. @throws Error */
export async function digestOf(sys: Sys, from: View, pack: readonly string[]): Promise<string> {
  const argv = ['pack', from.root, ...pack, 'without-times'];
  const stdio = (result: Fd): readonly (Fd | null)[] => [null, null, 2, result];
  const outcome = await startInView<{ digest: string }>(sys, from, argv, stdio).result;
  if (isFailure(outcome)) throw new Error(outcome.error);
  return outcome.digest.slice('sha256:'.length);
}
