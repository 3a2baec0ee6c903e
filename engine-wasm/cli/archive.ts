/** Archives that commands read and write: bytes go in and out as they are. */
import { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } from '../sys/constants.ts';
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys, SysError } from '../sys/sys.ts';
import type { Body } from '../wire/http/message.ts';
import { Refusal, type Context } from './command.ts';

/** Go's words for why a file could not be opened. */
export function reasonOf(error: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'is a directory',
    ENOTDIR: 'not a directory',
  };
  return reasons[(error as SysError).code] ?? (error as Error).message;
}

function openFile({ files }: Sys, path: string, flags: number): number {
  try {
    return files.open(path, flags, 0o600);
  } catch (error) {
    throw new Refusal(`open ${path}: ${reasonOf(error)}`);
  }
}

/** A file's bytes, or standard input's. @throws Refusal */
export function readFrom(sys: Sys, path: string | null): Body {
  const stream = new FdStream(sys, path === null ? 0 : openFile(sys, path, O_RDONLY));
  return { read: () => stream.read() };
}

/** Writes a body to a file, or to standard output unless that is a terminal. @throws Refusal */
export async function writeTo({ sys }: Context, path: string, fetch: () => Promise<Body>): Promise<void> {
  if (path === '' && sys.terminals.isTerminal(1)) throw new Refusal('cowardly refusing to save to a terminal. Use the -o flag or redirect');
  const body = await fetch();
  const output = new FdStream(sys, path === '' ? 1 : openFile(sys, path, O_WRONLY | O_CREAT | O_TRUNC));
  for (let bytes = await body.read(); bytes !== null; bytes = await body.read()) await output.write(bytes);
}
