/** Values as Go's fmt prints them: history has such texts. */
import type { Health } from '../../wire/dockerfile/instruction.ts';

/** `%q` of a list of strings. */
export function quotedList(list: readonly string[]): string {
  return `[${list.map((text) => JSON.stringify(text)).join(' ')}]`;
}

/** time.Duration's String. */
function duration(ns: number): string {
  if (ns === 0) return '0s';
  if (ns < 1e9) return `${ns / 1e6}ms`;
  const seconds = ns / 1e9;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** `%v` of a *container.HealthConfig. */
export function healthText(health: Health): string {
  const times = [health.Interval, health.Timeout, health.StartPeriod, health.StartInterval].map((ns) => duration(ns ?? 0));
  return `&{[${health.Test.join(' ')}] ${times.join(' ')} ${health.Retries ?? 0}}`;
}
