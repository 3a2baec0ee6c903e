import type { Container } from './container.ts';

const firstDelayMs = 100;
const longestDelayMs = 60_000;
const settledMs = 10_000;

/** What the policy says about a process that has ended (moby restartmanager). */
export function shouldRestart({ host, state, restartCount, stoppedByUser }: Container): boolean {
  if (stoppedByUser) return false;
  const { Name = '', MaximumRetryCount = 0 } = host.RestartPolicy ?? {};
  if (Name === 'always' || Name === 'unless-stopped') return true;
  return Name === 'on-failure' && state.exitCode !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount);
}

/** Milliseconds: doubling from 100 to a minute; from the start again after ten seconds of running. */
export function restartDelay({ restartCount }: Container, ranMs: number): number {
  return ranMs > settledMs ? firstDelayMs : Math.min(firstDelayMs * 2 ** restartCount, longestDelayMs);
}
