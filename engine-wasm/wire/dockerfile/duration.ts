/** Go's durations (`1h30m`, `1.5s`), in nanoseconds. */
import { InstructionError } from './error.ts';

const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** @throws InstructionError with Go's text */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  if (!/^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(text)) {
    const unit = /^[-+]?[\d.]+$/.test(text) ? 'missing unit in' : 'invalid';
    throw new InstructionError(`time: ${unit} duration ${JSON.stringify(text)}`);
  }
  const sum = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)].reduce(
    (total, [, count, unit]) => total + Number(count) * (units[unit as string] as number),
    0,
  );
  return Math.round(text.startsWith('-') ? -sum : sum);
}
