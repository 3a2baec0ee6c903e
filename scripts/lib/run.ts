import { spawn, type SpawnOptions } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Text for standard input. */
  readonly input?: string | Uint8Array;
}

/** A command that could not be started or did not end with 0; the message carries the end of what it printed. */
export class CommandError extends Error {
  constructor(command: string, outcome: string, output: string) {
    super(`${command}: ${outcome}\n${output.trimEnd().split('\n').slice(-30).join('\n')}`);
  }
}

/** Runs a program to its end and returns its standard output. Nothing is shown unless it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const spawnOptions: SpawnOptions = { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C', ...options.env } };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    const out: Buffer[] = [];
    const all: Buffer[] = [];
    child.stdout?.on('data', (data: Buffer) => (out.push(data), all.push(data)));
    child.stderr?.on('data', (data: Buffer) => all.push(data));
    child.on('error', (error) => reject(new CommandError(command, error.message, '')));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new CommandError([command, ...args].join(' ').slice(0, 300), signal ?? `exit code ${code}`, Buffer.concat(all).toString()));
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
  });
}
