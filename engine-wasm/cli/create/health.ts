/** `--health-*` and `--no-healthcheck`. */
import type { HealthConfig } from '../../api/create-request.ts';
import { isSet, text } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { parseDuration } from '../values.ts';

/** Durations are nanoseconds. @throws Error */
export function healthOf(flags: FlagValues): HealthConfig | undefined {
  const given = Object.keys(flags).some((name) => name.startsWith('health-'));
  if (isSet(flags, 'no-healthcheck')) {
    if (given) throw new Error('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (!given) return undefined;
  const duration = (name: string): number => {
    const value = parseDuration(text(flags, `health-${name}`) || '0s');
    if (value < 0) throw new Error(`--health-${name} cannot be negative`);
    return value;
  };
  const Retries = Number(text(flags, 'health-retries') || 0);
  const times = {
    Interval: duration('interval'),
    Timeout: duration('timeout'),
    StartPeriod: duration('start-period'),
    StartInterval: duration('start-interval'),
  };
  if (Retries < 0) throw new Error('--health-retries cannot be negative');
  const command = text(flags, 'health-cmd');
  return { ...(command === '' ? {} : { Test: ['CMD-SHELL', command] }), ...times, Retries };
}
