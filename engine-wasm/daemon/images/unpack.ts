/** Layers through the C program `unpack` (sys/programs.ts): their bytes go from descriptor to descriptor, never through JavaScript. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { LayerOutcome } from '../../api/layers.ts';
import type { Fd, Sys } from '../../sys/sys.ts';

export interface Unpacking {
  /** A pipe; close it after the last byte. */
  readonly input: Fd;
  readonly result: Promise<LayerOutcome>;
  /** Ends the program. */
  cancel(): void;
}

const sigkill = 9;

async function readToEnd(sys: Sys, fd: Fd): Promise<string> {
  const stream = new FdStream(sys, fd);
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) text += decoder.decode(bytes);
  stream.close();
  return text;
}

/** Go's system errors begin in lower case, and clients show them as they are. */
function inGoWords(text: string): string {
  return text.replace(/: ([A-Z])(?=[^:]*$)/, (_, letter: string) => `: ${letter.toLowerCase()}`);
}

function interpret(output: string): LayerOutcome {
  if (output === '') return { error: 'unpacking was interrupted' };
  const answer = JSON.parse(output) as LayerOutcome;
  return 'error' in answer ? { ...answer, error: inGoWords(answer.error) } : answer;
}

export function startUnpacking(sys: Sys, directory: string, compressed: boolean): Unpacking {
  const [childInput, input] = sys.sockets.pipe();
  const [output, childOutput] = sys.sockets.pipe();
  for (const fd of [childInput, childOutput]) sys.sockets.setBlocking(fd, true);
  const argv = compressed ? ['unpack', directory, 'gzip'] : ['unpack', directory];
  const pid = sys.processes.spawn({ path: '/proc/self/exe', argv, stdio: [childInput, childOutput, 2] });
  for (const fd of [childInput, childOutput]) sys.files.close(fd);
  const ended = sys.processes.wait(pid);
  const result = readToEnd(sys, output).then(async (text) => {
    await ended;
    return interpret(text);
  });
  return { input, result, cancel: () => sys.processes.kill(pid, sigkill) };
}
