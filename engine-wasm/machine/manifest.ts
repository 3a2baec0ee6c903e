import type { SavedLayers } from './layers/layers.ts';

/** `manifest.json` beside the guest's files: what the builder made and how the machine is to be run. */
export interface GuestFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface Manifest {
  /** Bytes of the guest's memory. */
  readonly memory: number;
  readonly commandLine: string;
  readonly bios: GuestFile;
  readonly vgaBios: GuestFile;
  readonly kernel: GuestFile;
  /** Compressed with gzip, which the host undoes: the guest's kernel would take two seconds for it. */
  readonly initrd: GuestFile;
  /** The machine as it was when its daemon was up and idle; absent while it is being made. */
  readonly snapshot?: GuestFile;
  /** What the snapshot knows of the host's layers; there with `snapshot`. */
  readonly layers?: SavedLayers;
}

/** Reads a file of the guest; `progress` is told the bytes so far. @throws MachineError download-failed. */
export type LoadFile = (name: string, progress: (bytes: number) => void) => Promise<Uint8Array>;
