import type { Health, HealthcheckResult } from '../../../api/containers.ts';
import type { Probe } from './config.ts';

const keptResults = 5;

/** Before the first result of a start. */
export const noResults: Health = { Status: 'starting', FailingStreak: 0, Log: [] };

/** A container's health after one more result (moby's handleProbeResult). */
export function withResult(health: Health, result: HealthcheckResult, probe: Probe, startedAt: string): Health {
  const Log = [...health.Log, result].slice(-keptResults);
  if (result.ExitCode === 0) return { Status: 'healthy', FailingStreak: 0, Log };
  const isStartingUp = health.Status === 'starting' && Date.parse(result.Start) - Date.parse(startedAt) < probe.startPeriodMs;
  const FailingStreak = health.FailingStreak + (isStartingUp ? 0 : 1);
  return { Status: FailingStreak >= probe.retries ? 'unhealthy' : health.Status, FailingStreak, Log };
}

/** Milliseconds until the next run. */
export function nextInterval(health: Health, probe: Probe, runningMs: number): number {
  return health.Status === 'starting' && runningMs < probe.startPeriodMs ? probe.startIntervalMs : probe.intervalMs;
}
