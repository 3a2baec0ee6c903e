import { expect, test } from 'vitest';
import { humanDuration, statusText, type Container } from './container.ts';

test.each([
  [400, 'Less than a second'],
  [1000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, 'About a minute'],
  [120_000, '2 minutes'],
  [3_600_000, 'About an hour'],
  [7_200_000, '2 hours'],
  [3 * 86_400_000, '3 days'],
])('%i ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  ['created', false, 'Created'],
  ['running', false, 'Up 5 seconds'],
  ['paused', false, 'Up 5 seconds (Paused)'],
  ['exited', false, 'Exited (3) 2 seconds ago'],
  ['exited', true, 'Restarting (3) 2 seconds ago'],
] as const)('a container that is %s (restarting: %s) reads %j', (status, restarting, text) => {
  const state = { status, restarting, exitCode: 3, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:03Z' };
  expect(statusText({ state } as Container, Date.parse('2026-01-01T00:00:05Z'))).toBe(text);
});
