import { detachKeysHex, streamReply } from '../containers/attach.ts';
import type { Engine } from '../containers/engine.ts';
import type { Reply } from '../http/router.ts';
import type { MonitorTask } from '../runtime/monitor-task.ts';
import type { Exec } from './exec.ts';

const encoder = new TextEncoder();

/** A line on stdout, as a frame of the multiplexed stream. */
function framed(message: string): string {
  const length = message.length + 1;
  return `\u0001\0\0\0\0\0${String.fromCharCode(length >> 8, length & 255)}${message}\n`;
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
    run().then(
      () => sys.files.close(report),
      (error: unknown) => {
        sys.files.write(report, encoder.encode(tty ? `${(error as Error).message}\r\n` : framed((error as Error).message)));
        sys.files.close(report);
      },
    );
  });
}
