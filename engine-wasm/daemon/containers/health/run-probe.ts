import type { HealthcheckResult } from '../../../api/containers.ts';
import { SIGKILL } from '../../../sys/constants.ts';
import { FdStream } from '../../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../../sys/sys.ts';
import { concatBytes } from '../../../wire/buffered-reader.ts';
import { createExec } from '../../exec/create.ts';
import { prepareExec, runExec } from '../../exec/start.ts';
import { bundleOf } from '../../runtime/monitor-task.ts';
import type { Container } from '../container.ts';
import type { Engine } from '../engine.ts';
import type { Probe } from './config.ts';

/** Bytes of a run's output that are kept. */
const keptOutput = 4096;

const decoder = new TextDecoder();

/** Two ends of a connection, made by way of a socket file that is gone at once. */
function socketPair({ files, sockets }: Sys, path: string): readonly [Fd, Fd] {
  const listener = sockets.listenUnix(path, 0o600);
  try {
    const near = sockets.connectUnix(path);
    return [near, sockets.accept(listener) as Fd];
  } finally {
    files.close(listener);
    files.unlink(path);
  }
}

/** All of it is read, so that the check never waits for a reader; the beginning is kept. */
async function readOutput(stream: FdStream): Promise<string> {
  let kept: Uint8Array = new Uint8Array(0);
  let cut = false;
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    cut ||= kept.length + bytes.length > keptOutput;
    kept = concatBytes(kept, bytes.subarray(0, keptOutput - kept.length));
  }
  stream.close();
  return decoder.decode(kept) + (cut ? '...' : '');
}

/** As Go prints a duration: `30s`, `1m30s`, `1.5s`, `500ms`. */
function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  return `${hours > 0 ? `${hours}h` : ''}${ms >= 60_000 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

/** One run of a container's health check, as an exec in it. */
export async function runProbe(engine: Engine, container: Container, probe: Probe): Promise<HealthcheckResult> {
  const { sys } = engine;
  const Start = sys.clock.timestamp();
  const result = (ExitCode: number, Output: string): HealthcheckResult => ({ Start, End: sys.clock.timestamp(), ExitCode, Output });
  const exec = createExec(engine, container, container.id, { Cmd: probe.argv, AttachStdout: true, AttachStderr: true });
  const task = prepareExec(engine, exec, true, 0);
  const [near, far] = socketPair(sys, `${bundleOf(exec.id)}/output`);
  task.attach(far, { stdin: false, stdout: true, stderr: true, framed: false, detachKeys: '' }, new Uint8Array(0));
  const output = readOutput(new FdStream(sys, near));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), probe.timeoutMs)));
  try {
    await runExec(engine, exec, task);
    const ended = await Promise.race([task.exited, timedOut]);
    if (ended) return result(ended.code, await output);
    task.signal(SIGKILL);
    const said = await output;
    return result(-1, `Health check exceeded timeout (${goDuration(probe.timeoutMs)})${said === '' ? '' : `: ${said}`}`);
  } catch (error) {
    return result(-1, (error as Error).message);
  } finally {
    clearTimeout(timer);
  }
}
