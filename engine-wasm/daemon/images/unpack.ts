/** Layers through the C program `unpack` (sys/programs.ts): their bytes go from descriptor to descriptor, never through JavaScript. */
import type { Fd, Sys } from '../../sys/sys.ts';
import { startProgram, type Failure, type Running } from '../archive/program.ts';

export interface Unpacked {
  /** Of the bytes as they came. */
  readonly digest: string;
  /** Of the tar archive in them. */
  readonly diffId: string;
  readonly size: number;
  readonly tarSize: number;
  readonly unpackedSize: number;
}

export interface UnpackFailure extends Failure {
  /** Of everything that came, when the archive itself is broken. */
  readonly digest?: string;
}

export interface Unpacking extends Running<Unpacked | UnpackFailure> {
  /** A pipe; close it after the last byte. */
  readonly input: Fd;
}

/** Where a directory that {@link LayerStore.commit} takes over holds a layer's files, and what it takes to write its archive again. */
export const layerFiles = (directory: string): { diff: string; split: string } => ({ diff: `${directory}/diff`, split: `${directory}/tar-split.gz` });

/** A layer that somebody else made brings no devices; one that was made here may have them, and an imported file system. */
export type Devices = 'kept' | 'refused';

/** Unpacks what `source` gives, a layer, gzipped or not, into `directory/diff`, which must be there. The descriptor stays the caller's. */
export function unpackFrom(sys: Sys, directory: string, source: Fd, devices: Devices): Running<Unpacked | UnpackFailure> {
  const { diff, split } = layerFiles(directory);
  const argv = ['unpack', diff, `split=${split}`, ...(devices === 'refused' ? ['no-devices'] : [])];
  return startProgram<Unpacked>(sys, argv, (result) => [source, result, 2]);
}

/** The same for bytes that come from elsewhere. */
export function startUnpacking(sys: Sys, directory: string): Unpacking {
  const [source, input] = sys.sockets.pipe();
  sys.sockets.setBlocking(source, true);
  const running = unpackFrom(sys, directory, source, 'refused');
  sys.files.close(source);
  return { input, ...running };
}
