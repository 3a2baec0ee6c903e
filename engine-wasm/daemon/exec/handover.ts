import { inBackground } from '../background.ts';
import { detachKeysHex, streamReply } from '../containers/attach.ts';
import type { Engine } from '../containers/engine.ts';
import type { Reply } from '../http/router.ts';
import type { MonitorTask } from '../runtime/monitor-task.ts';
import type { Exec } from './exec.ts';

const encoder = new TextEncoder();

/** A message as the client shows it: a line on stdout, which without a terminal is a frame of the multiplexed stream. */
function asOutput(message: string, tty: boolean): Uint8Array {
  const line = encoder.encode(`${message}${tty ? '\r' : ''}\n`);
  if (tty) return line;
  const frame = new Uint8Array(8 + line.length);
  frame[0] = 1;
  new DataView(frame.buffer).setUint32(4, line.length);
  frame.set(line, 8);
  return frame;
}

/** A start that fails after the connection was taken over can only say so in the stream, as Docker does. */
export function attachReplyFor({ sys }: Engine, { request }: Exec, task: MonitorTask, run: () => Promise<void>): Reply {
  const tty = request.Tty ?? false;
  return streamReply(tty, (client, pending) => {
    const options = {
      stdin: request.AttachStdin ?? false,
      stdout: request.AttachStdout ?? false,
      stderr: request.AttachStderr ?? false,
      framed: !tty,
      detachKeys: tty ? detachKeysHex(request.DetachKeys ?? '') : '',
    };
    const report = sys.files.duplicate(client);
    task.attach(client, options, pending);
    const started = run()
      .catch((error: unknown) => sys.files.write(report, asOutput((error as Error).message, tty)))
      .finally(() => sys.files.close(report));
    // The client may be gone before it is told.
    inBackground(started, 'exec');
  });
}

/** An exec that is refused before anything is started for it. */
export function refusalReplyFor({ sys }: Engine, { request }: Exec, message: string): Reply {
  const tty = request.Tty ?? false;
  return streamReply(tty, (client) => {
    try {
      sys.files.write(client, asOutput(message, tty));
    } finally {
      sys.files.close(client);
    }
  });
}
