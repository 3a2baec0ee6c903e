/** What the images need of their neighbours, and what they offer; `daemon/main.ts` wires it. */
import type { ContainerConfig } from '../../api/containers.ts';
import type { TransferEvent } from '../../api/trace.ts';

export interface ImageUser {
  /** Container id. */
  readonly id: string;
  readonly running: boolean;
}

/** The containers of an image. */
export type UsersOf = (imageId: string) => readonly ImageUser[];

export interface EventsForImages {
  emit(type: 'image', action: string, id: string, attributes: Readonly<Record<string, string>>): void;
}

export interface TraceForImages {
  emit(event: Omit<TransferEvent, 'seq' | 'time'>): void;
}

/** An image as a container needs it. */
export interface ImageForRun {
  /** `sha256:…` of the configuration. */
  readonly id: string;
  readonly config: ContainerConfig;
  /** Absolute paths of the layers' directories, topmost first (overlay's `lowerdir` order). */
  readonly lowerDirs: readonly string[];
}
