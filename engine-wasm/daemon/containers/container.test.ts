import { expect, test } from 'vitest';
import { statusText, type Container } from './container.ts';

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

test.each([
  ['starting', 'Up 5 seconds (health: starting)'],
  ['healthy', 'Up 5 seconds (healthy)'],
  ['unhealthy', 'Up 5 seconds (unhealthy)'],
] as const)('a running container that is %s reads %j', (Status, text) => {
  const state = { status: 'running', startedAt: '2026-01-01T00:00:00Z', health: { Status, FailingStreak: 0, Log: [] } };
  expect(statusText({ state } as unknown as Container, Date.parse('2026-01-01T00:00:05Z'))).toBe(text);
});
