/** What a build and its current stage know. */
import type { BuildStep } from '../../api/build.ts';
import type { Engine } from '../containers/engine.ts';
import type { Images } from '../images/index.ts';
import type { StoredImage } from '../images/store.ts';
import type { BuildArgs } from './args.ts';
import type { BuildCache } from './cache.ts';
import type { BuildContext } from './context.ts';
import type { BuildOptions } from './options.ts';
import type { BuildOutput } from './output.ts';
import type { Secrets } from './secrets.ts';
import { environmentOf, type ConfigState } from './run-config.ts';

export interface StageInBuild {
  /** Empty when it has none. */
  readonly name: string;
  /** Its image's id; empty: `FROM scratch` and nothing else. */
  readonly done: Promise<string>;
}

/** What one of a build's stages knows: they run side by side. */
export interface Build {
  readonly engine: Engine;
  readonly images: Images;
  readonly options: BuildOptions;
  readonly output: BuildOutput;
  readonly context: BuildContext;
  readonly secrets: Secrets;
  /** Whoever wants to know what becomes of each instruction. */
  readonly tell: (step: BuildStep) => void;
  /** The escape character of this Dockerfile. */
  readonly escape: string;
  /** Those before this one, lowest first: it can name no other. */
  readonly stages: readonly StageInBuild[];
  /** Containers of the current step. */
  readonly containers: Set<string>;
}

export interface StageState extends ConfigState {
  /** What the steps so far made; `null` before anything is on `scratch`. */
  image: StoredImage | null;
  readonly args: BuildArgs;
  readonly cache: BuildCache;
  /** The current step was not done: an image of the cache stands for it. */
  isCached: boolean;
}

export const shortId = (id: string): string => id.replace('sha256:', '').slice(0, 12);

/** What variables stand for in an instruction: the environment first, then the arguments. */
export function variablesOf({ config, args }: StageState): Map<string, string> {
  const env = environmentOf(config.Env ?? []);
  return new Map([...args.without(env), ...env]);
}

/** The next step begins on this image. */
export function moveTo(build: Build, state: StageState, imageId: string): void {
  state.image = build.images.store.get(imageId);
  state.config.Image = imageId;
}
