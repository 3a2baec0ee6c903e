/** Flags' values with units: sizes, durations, parts of a processor. Errors are those of Docker's libraries. */

/** `16m`, `1.5GB`, `512` (docker/go-units RAMInBytes): bytes. @throws Error */
export function parseBytes(given: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(given);
  if (!match) throw new Error(`invalid size: '${given}'`);
  return Math.floor(Number(match[1]) * 1024 ** ' kmgtp'.indexOf((match[2] as string).toLowerCase() || ' '));
}

/** `0.5`, `1/2` (Go's big.Rat): billionths. @throws Error */
export function parseNano(given: string): number {
  const match = /^([+-]?\d*\.?\d+|[+-]?\d+\.)(?:\/(\d+))?$/.exec(given);
  if (!match) throw new Error(`failed to parse ${given} as a rational number`);
  return Math.round((Number(match[1]) / Number(match[2] ?? 1)) * 1e9);
}

const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** `1m30s`, `1.5h` (Go's time.ParseDuration): nanoseconds. @throws Error */
export function parseDuration(given: string): number {
  const body = given.replace(/^[+-]/, '');
  if (body === '0') return 0;
  const parts = [...body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (body === '' || parts.map(([part]) => part).join('') !== body) {
    const isNumber = /^[\d.]+$/.test(body) && /\d/.test(body);
    throw new Error(`time: ${isNumber ? 'missing unit in' : 'invalid'} duration ${JSON.stringify(given)}`);
  }
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * (nanoseconds[unit as string] as number), 0);
  return given.startsWith('-') ? -sum : sum;
}
