import { describe, expect, test } from 'vitest';
import type { Health } from '../../../api/containers.ts';
import { checkHealthcheck, mergeHealthcheck, probeOf, type Probe } from './config.ts';
import { nextInterval, noResults, withResult } from './result.ts';

const second = 1e9;
const startedAt = '2026-01-01T00:00:00Z';
const probe: Probe = { argv: ['true'], intervalMs: 30_000, timeoutMs: 30_000, startPeriodMs: 10_000, startIntervalMs: 5000, retries: 3 };

/** Results that come `at` seconds after the start with these exit codes. */
function after(codes: readonly (readonly [at: number, code: number])[], before: Health = noResults): Health {
  return codes.reduce((health, [at, ExitCode]) => {
    const Start = new Date(Date.parse(startedAt) + at * 1000).toISOString();
    return withResult(health, { Start, End: Start, ExitCode, Output: '' }, probe, startedAt);
  }, before);
}

describe('what is checked', () => {
  test('the defaults are Docker’s', () => {
    expect(probeOf({ Healthcheck: { Test: ['CMD', 'check', 'it'] } })).toEqual({
      argv: ['check', 'it'],
      intervalMs: 30_000,
      timeoutMs: 30_000,
      startPeriodMs: 0,
      startIntervalMs: 5000,
      retries: 3,
    });
  });

  test('a command line is given to the shell, the image’s own if it has one', () => {
    expect(probeOf({ Healthcheck: { Test: ['CMD-SHELL', 'a || b'] } })?.argv).toEqual(['/bin/sh', '-c', 'a || b']);
    expect(probeOf({ Healthcheck: { Test: ['CMD-SHELL', 'a'] }, Shell: ['/bin/ash', '-ec'] })?.argv).toEqual(['/bin/ash', '-ec', 'a']);
  });

  test.each([[undefined], [{}], [{ Test: [] }], [{ Test: ['NONE'] }]])('%j checks nothing', (Healthcheck) => {
    expect(probeOf(Healthcheck ? { Healthcheck } : {})).toBeNull();
  });

  test('what the request leaves open the image decides', () => {
    const image = { Test: ['CMD', 'a'], Interval: 5 * second, Retries: 2 };
    expect(mergeHealthcheck({ Test: [], Interval: 9 * second }, image)).toEqual({ Test: ['CMD', 'a'], Interval: 9 * second, Retries: 2 });
    expect(mergeHealthcheck({ Test: ['NONE'] }, image)?.Test).toEqual(['NONE']);
    expect(mergeHealthcheck(undefined, image)).toBe(image);
  });

  test('too short a time is refused', () => {
    expect(() => checkHealthcheck({ Interval: 5 })).toThrow('Interval in Healthcheck cannot be less than 1ms');
  });
});

describe('what the results mean', () => {
  test('one success is health, and failures are counted from it', () => {
    expect(after([[1, 0]])).toMatchObject({ Status: 'healthy', FailingStreak: 0 });
    expect(
      after([
        [40, 0],
        [70, 1],
        [100, 1],
      ]),
    ).toMatchObject({ Status: 'healthy', FailingStreak: 2 });
    expect(
      after([
        [40, 0],
        [70, 1],
        [100, 1],
        [130, 1],
      ]),
    ).toMatchObject({ Status: 'unhealthy', FailingStreak: 3 });
    expect(
      after([
        [40, 1],
        [70, 1],
        [100, 1],
        [130, 0],
      ]),
    ).toMatchObject({ Status: 'healthy', FailingStreak: 0 });
  });

  test('failures in the start period do not count, until there was a success', () => {
    expect(
      after([
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ]),
    ).toMatchObject({ Status: 'starting', FailingStreak: 0 });
    expect(
      after([
        [1, 0],
        [2, 1],
        [3, 1],
        [4, 1],
      ]),
    ).toMatchObject({ Status: 'unhealthy', FailingStreak: 3 });
  });

  test('the last five results are kept', () => {
    expect(after([1, 2, 3, 4, 5, 6, 7].map((at) => [at, at] as const)).Log.map(({ ExitCode }) => ExitCode)).toEqual([3, 4, 5, 6, 7]);
  });

  test('the start interval holds within the start period and before the first success', () => {
    expect(nextInterval(noResults, probe, 1000)).toBe(5000);
    expect(nextInterval(noResults, probe, 10_000)).toBe(30_000);
    expect(nextInterval(after([[1, 0]]), probe, 1000)).toBe(30_000);
  });
});
