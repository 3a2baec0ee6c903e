import { spawn } from 'node:child_process';
import type { Outcome, RunShell } from './golden.ts';

export interface ShellOptions {
  /** A folder that is looked into first: for another `docker` than the real one. */
  readonly path?: string;
  readonly timeoutMs?: number;
}

/** Runs shell commands on this machine with `docker` pointed at an engine's socket. */
export function shellFor(socket: string, { path, timeoutMs = 180_000 }: ShellOptions = {}): RunShell {
  const PATH = path === undefined ? (process.env['PATH'] ?? '') : `${path}:${process.env['PATH'] ?? ''}`;
  return (command) => runShell(command, { DOCKER_HOST: `unix://${socket}`, PATH }, timeoutMs);
}

function runShell(command: string, env: Record<string, string>, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { env: { ...process.env, LC_ALL: 'C', ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const timer = setTimeout(() => {
      process.kill(-(child.pid as number), 'SIGKILL');
      reject(new Error(`no end after ${timeoutMs} ms: ${command}\n${output.stdout}${output.stderr}`));
    }, timeoutMs);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 143), ...output });
    });
  });
}
