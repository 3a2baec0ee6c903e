import type { ContainerConfig, Healthcheck } from '../../../api/containers.ts';
import { badRequest } from '../../errors.ts';

const nanosecondsPerMs = 1e6;
const durations = ['Interval', 'Timeout', 'StartPeriod', 'StartInterval'] as const;
const defaultShell = ['/bin/sh', '-c'];

/** A check that is to be run. Times in milliseconds. */
export interface Probe {
  readonly argv: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** After a start, failures do not count for so long, and `startIntervalMs` holds until the first success. */
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

/** What the request leaves open, the image decides (moby's runconfig merge). */
export function mergeHealthcheck(given: Healthcheck | undefined, image: Healthcheck | undefined): Healthcheck | undefined {
  if (!given || !image) return given ?? image;
  const merged: Record<string, unknown> = { ...image };
  for (const [name, value] of Object.entries(given)) if (Array.isArray(value) ? value.length > 0 : value) merged[name] = value;
  return merged;
}

/** @throws DaemonError bad-request with Docker's texts */
export function checkHealthcheck(check: Healthcheck | undefined): void {
  if (!check) return;
  for (const name of durations) {
    const value = check[name] ?? 0;
    if (value !== 0 && value < nanosecondsPerMs) throw badRequest(`${name} in Healthcheck cannot be less than 1ms`);
  }
  if ((check.Retries ?? 0) < 0) throw badRequest('Retries in Healthcheck cannot be negative');
}

function argvOf(test: readonly string[], shell: readonly string[]): readonly string[] | null {
  const [kind, ...rest] = test;
  if (kind === 'CMD') return rest;
  return kind === 'CMD-SHELL' ? [...shell, ...rest] : null;
}

/** `null` when there is nothing to check. */
export function probeOf({ Healthcheck: check, Shell }: ContainerConfig): Probe | null {
  const argv = argvOf(check?.Test ?? [], Shell?.length ? Shell : defaultShell);
  if (!argv || !check) return null;
  const ms = (nanoseconds: number | undefined, otherwise: number): number => (nanoseconds ? nanoseconds / nanosecondsPerMs : otherwise);
  return {
    argv,
    intervalMs: ms(check.Interval, 30_000),
    timeoutMs: ms(check.Timeout, 30_000),
    startPeriodMs: ms(check.StartPeriod, 0),
    startIntervalMs: ms(check.StartInterval, 5000),
    retries: check.Retries || 3,
  };
}
