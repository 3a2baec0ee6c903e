/**
 * What becomes of each instruction of a build, as data: Docker's classic API tells it only as text.
 *
 * - Who sends `POST /build?steps=1&…` finds messages `{"id":"drydock.build.step","aux":BuildStep}` between Docker's own in the answer, as soon as
 *   they are true: stages run side by side. (BuildKit puts its `moby.buildkit.trace` there in the same way.) What a RUN prints is then
 *   `{"stream":"…","step":N}`; texts come in the order of the Dockerfile.
 * - Whoever listens to the trace (trace.ts) gets every build's, as `build-step` events.
 *
 * A Dockerfile that cannot be read at all has no steps: the request is refused with 400, and the message names the line.
 */
export const buildStepId = 'drydock.build.step';

export interface BuildStep {
  /** From 1, as in `Step 2/5`. */
  readonly step: number;
  readonly steps: number;
  /** Of the Dockerfile's stages, from 0; -1 for an ARG before the first FROM. */
  readonly stage: number;
  /** Empty when it has none. */
  readonly stageName: string;
  /** Lines of the Dockerfile, from 1; 0 for the LABEL that `--label` adds. */
  readonly line: number;
  readonly endLine: number;
  /** As written, continuations joined. */
  readonly code: string;
  /** `cached`: it was not done, for an earlier build's result is reused. */
  readonly state: 'started' | 'cached' | 'done' | 'failed';
  /** Once it has ended. */
  readonly durationMs?: number;
  /** Bytes of the files in the layer that it made or reused; of FROM: in all layers of the image. */
  readonly size?: number;
  /** The id of the image so far; absent on `scratch`. */
  readonly image?: string;
  /** Why it failed. */
  readonly error?: string;
}

/** Between Docker's messages, for those who asked. */
export interface BuildStepMessage {
  readonly id: typeof buildStepId;
  readonly aux: BuildStep;
}
