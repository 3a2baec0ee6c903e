/**
 * Golden cases: a folder `tests/cases/NN-name/` holds `commands` (one shell command a line, `#` comments, blank lines ignored) and
 * `expected.json`, recorded from the real engine by `npm run record`. A case runs from the top with clean names and removes what it made.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Recorded extends Outcome {
  readonly command: string;
}

/** Runs one shell command with `docker` in its path and returns what it printed. */
export type RunShell = (command: string) => Promise<Outcome>;

export const casesDirectory = join(import.meta.dirname, '..', 'cases');

export function caseNames(): string[] {
  return readdirSync(casesDirectory)
    .filter((name) => /^\d\d-/.test(name))
    .sort();
}

export function readCommands(name: string): string[] {
  const text = readFileSync(join(casesDirectory, name, 'commands'), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

export function readExpected(name: string): Recorded[] {
  return JSON.parse(readFileSync(join(casesDirectory, name, 'expected.json'), 'utf8')) as Recorded[];
}

export function writeExpected(name: string, recorded: readonly Recorded[]): void {
  writeFileSync(join(casesDirectory, name, 'expected.json'), `${JSON.stringify(recorded, null, 2)}\n`);
}

export async function runCase(name: string, run: RunShell): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const command of readCommands(name)) {
    const { code, stdout, stderr } = await run(command);
    recorded.push({ command, code, stdout: normalise(stdout), stderr: normalise(stderr) });
  }
  return recorded;
}

/** What differs from run to run: ids, digests, times, generated names' columns' widths. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/(---> |Running in |intermediate container |Successfully built )[0-9a-f]{12}\b/g, '$1<id12>'],
  [/\b[0-9a-f]{64}\b/g, '<id64>'],
  [/\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b/g, '<id12>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \w+/g, '<time>'],
  [/(Less than a second|About a minute|About an hour|\d+ (second|minute|hour|day|week|month)s?)( ago)?/g, '<duration>$3'],
  [/ +(?=\S)/g, ' '],
  [/ +$/gm, ''],
];

/** The cases were recorded by root. */
const clientFiles = join(homedir(), '.docker');
const recordedClientFiles = '/root/.docker';

export function normalise(text: string): string {
  const asRecorded = text.replaceAll('\r\n', '\n').replaceAll(clientFiles, recordedClientFiles);
  return replacements.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), asRecorded);
}
