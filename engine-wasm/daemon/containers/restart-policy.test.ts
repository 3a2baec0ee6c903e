import { expect, test } from 'vitest';
import type { Container } from './container.ts';
import { restartDelay, shouldRestart } from './restart-policy.ts';

function container(policy: string, exitCode: number, restartCount = 0, stoppedByUser = false, most = 0): Container {
  return { host: { RestartPolicy: { Name: policy, MaximumRetryCount: most } }, state: { exitCode }, restartCount, stoppedByUser } as Container;
}

test.each([
  ['no', 1, 0, false, 0, false],
  ['always', 0, 0, false, 0, true],
  ['always', 0, 0, true, 0, false],
  ['unless-stopped', 1, 5, false, 0, true],
  ['on-failure', 0, 0, false, 0, false],
  ['on-failure', 1, 0, false, 0, true],
  ['on-failure', 1, 2, false, 2, false],
  ['on-failure', 1, 1, false, 2, true],
])('policy %s, exit %i after %i restarts (stopped by user: %s, at most %i): restart %s', (policy, code, count, stopped, most, expected) => {
  expect(shouldRestart(container(policy, code, count, stopped, most))).toBe(expected);
});

test('the delay doubles to a minute and starts again after ten seconds of running', () => {
  expect([0, 1, 2, 20].map((count) => restartDelay(container('always', 1, count), 5))).toEqual([100, 200, 400, 60_000]);
  expect(restartDelay(container('always', 1, 20), 11_000)).toBe(100);
});
