/** What the page needs of a machine; the worker's client offers it, and so can a fake. */
import type { ImportedRegistry } from '../../../engine-wasm/api/hub.ts';
import type { LinkTarget } from '../../../engine-wasm/api/link.ts';
import type { PtyOptions, PtySession, Usage } from '../../../engine-wasm/machine/client.ts';
import type { ByteStream } from '../../../engine-wasm/wire/byte-stream.ts';

export interface MachinePort {
  /** From what was saved in this browser, or else from the snapshot. @throws MachineError */
  start(): Promise<void>;
  openPty(options: PtyOptions): Promise<PtySession>;
  dial(target: LinkTarget & { readonly kind: 'unix' | 'tcp' | 'files' }): Promise<ByteStream>;
  /** A connection to the hub, which needs no machine. */
  dialHub(): Promise<ByteStream>;
  /** What was pushed to the hub, as an image layout in a tar archive. */
  exportHub(): Promise<Blob>;
  /** @throws Error; nothing is left then */
  importHub(file: Blob): Promise<ImportedRegistry>;
  usage(): Promise<Usage>;
  /** Keeps the machine's state in this browser, for the next {@link start}. */
  save(): Promise<void>;
  /** Back to the snapshot; what was saved is gone too. */
  reset(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}
