import type { DebianFile } from '../../../scripts/lib/apt.ts';
import type { Tree } from './tree.ts';

/** A line of `docker history`: what was done, and the layer that came of it, if one did. */
export interface HistoryStep {
  readonly createdBy: string;
  readonly layer?: Tree;
}

export interface ImageContent {
  /** For the labels, and as a tag beside `latest`. */
  readonly version: string;
  readonly steps: readonly HistoryStep[];
  /** `Cmd`, `Env` and the like of the image configuration (OCI Image Specification, "Properties"). */
  readonly config: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch; from what the image is made of, so that a rebuild gives the same image. */
  readonly created: number;
}

export interface Recipe {
  readonly name: string;
  /** One line for the label `org.opencontainers.image.title`. */
  readonly title: string;
  readonly description: string;
  /** SPDX expression of what is inside. */
  readonly licenses: string;
  readonly tags: readonly string[];
  /** Debian packages that are asked for; `withDependencies` adds what they need. */
  readonly packages: readonly string[];
  readonly withDependencies: boolean;
  /** Dependencies that are left out all the same. */
  readonly without?: readonly string[];
  /** Its layers come first; packages that it has are not this image's. */
  readonly base?: Recipe;
  /** `below` are the base's packages. */
  assemble(packages: readonly DebianFile[], below: readonly DebianFile[]): Promise<ImageContent>;
}
