/** A stored layer as an archive again, byte by byte as it came: for `save`, and for a push. */
import type { Fd } from '../../sys/sys.ts';
import { startProgram, type Failure, type Running } from '../archive/program.ts';
import type { ImageStore } from './store.ts';

export interface Repacked {
  /** Of the bytes written. */
  readonly digest: string;
  readonly diffId: string;
  /** Bytes written. */
  readonly size: number;
  /** Bytes of the tar archive. */
  readonly tarSize: number;
}

/** Writes to `output`, or only measures when that is `null`. The descriptor stays the caller's. */
export function startRepacking({ sys, layers }: ImageStore, chainId: string, output: Fd | null, gzip: boolean): Running<Repacked | Failure> {
  const { split, diff } = layers.archiveParts(chainId);
  return startProgram<Repacked>(sys, ['repack', split, diff, ...(gzip ? ['gzip'] : [])], (result) => [null, output, 2, result]);
}
