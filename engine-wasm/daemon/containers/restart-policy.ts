import type { HostConfig } from '../../api/containers.ts';
import { badRequest } from '../errors.ts';
import { zeroTime, type Container } from './container.ts';

const firstDelayMs = 100;
const longestDelayMs = 60_000;
const settledMs = 10_000;

/** @throws DaemonError bad-request with Docker's text */
export function checkRestartPolicy(policy: HostConfig['RestartPolicy']): void {
  const name = policy?.Name ?? '';
  if (!['', 'no', 'always', 'unless-stopped', 'on-failure'].includes(name))
    throw badRequest(`invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
}

/** What the policy says about a process that has ended (moby restartmanager). */
export function shouldRestart({ host, state, restartCount, stoppedByUser }: Container): boolean {
  if (stoppedByUser) return false;
  const { Name = '', MaximumRetryCount = 0 } = host.RestartPolicy ?? {};
  if (Name === 'always' || Name === 'unless-stopped') return true;
  return Name === 'on-failure' && state.exitCode !== 0 && (MaximumRetryCount === 0 || restartCount < MaximumRetryCount);
}

/** Whether a container that is not running is started together with the daemon. `always` counts even for those that a user stopped. */
export function startsWithDaemon(container: Container): boolean {
  if (container.state.startedAt === zeroTime) return false;
  return container.host.RestartPolicy?.Name === 'always' || shouldRestart(container);
}

/** Milliseconds: doubling from 100 to a minute; from the start again after ten seconds of running. */
export function restartDelay({ restartCount }: Container, ranMs: number): number {
  return ranMs > settledMs ? firstDelayMs : Math.min(firstDelayMs * 2 ** restartCount, longestDelayMs);
}
