import type { LinkTarget } from '../api/link.ts';
import { SIGHUP } from '../sys/constants.ts';
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import type { LinkStream } from '../wire/link/mux.ts';

/** A process on a pseudo terminal of its own; the stream ends after its last output, with its exit code. */
export function openPtySession(sys: Sys, target: LinkTarget & { kind: 'pty' }, stream: LinkStream): void {
  const { files, processes, terminals } = sys;
  const { master, slave } = terminals.openPty(target.rows, target.columns);
  let pid = 0;
  try {
    pid = processes.spawn({
      path: target.argv[0] ?? '',
      argv: target.argv,
      env: target.env,
      cwd: target.cwd,
      stdio: [slave, slave, slave],
      controllingTerminal: true,
    });
  } catch (error) {
    files.close(master);
    throw error;
  } finally {
    files.close(slave);
  }
  const terminal = new FdStream(sys, master);
  stream.onControl = (message) => {
    if (message.kind === 'resize') terminals.resize(master, message.rows, message.columns);
  };
  const output = async (): Promise<void> => {
    for (let bytes = await terminal.read(); bytes !== null; bytes = await terminal.read()) await stream.write(bytes);
  };
  const input = async (): Promise<void> => {
    for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) await terminal.write(bytes);
    processes.kill(-pid, SIGHUP);
  };
  const ended = async (): Promise<void> => {
    const [code] = await Promise.all([processes.wait(pid), output().catch(() => undefined)]);
    stream.sendControl({ kind: 'exit', code });
    stream.close();
    terminal.close();
  };
  // Input to a terminal that is gone has nowhere to go.
  input().catch(() => undefined);
  void ended();
}
