import type { Moment } from './moments.ts';

export const speeds = [1, 0.25, 0.1, 0.02] as const;

/** In a replay, nobody waits longer than this for nothing: milliseconds on the learner's clock. */
const longestPauseMs = 700;

/** Where a replay stands: this many moments are shown, and so much of the wait for the next one has passed. */
export interface Position {
  readonly shown: number;
  /** Milliseconds on the learner's clock since the last moment was shown. */
  readonly waitedMs: number;
}

/** The wait before a moment, on the learner's clock. */
export function waitBefore(moments: readonly Moment[], index: number, speed: number): number {
  const before = moments[index - 1];
  const next = moments[index];
  if (!before || !next) return 0;
  return Math.min(longestPauseMs, Math.max(0, next.time - before.time) / speed);
}

/** `passedMs` later. */
export function advance(moments: readonly Moment[], position: Position, passedMs: number, speed: number): Position {
  let { shown, waitedMs } = position;
  waitedMs += passedMs;
  while (shown < moments.length) {
    const wait = waitBefore(moments, shown, speed);
    if (waitedMs < wait) return { shown, waitedMs };
    waitedMs -= wait;
    shown++;
  }
  return { shown, waitedMs: 0 };
}
