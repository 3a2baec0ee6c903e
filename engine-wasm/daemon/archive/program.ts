/** The programs in C that read and write archives (sys/programs.ts): each prints one JSON line as its result. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';

export interface Failure {
  /** In Go's words. */
  readonly error: string;
  /** Its name (`ENOENT`); empty when no system call failed. */
  readonly errno: string;
}

export interface Running<T> {
  readonly result: Promise<T>;
  /** Ends the program, if it has not ended. */
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

function interpret<T>(output: string): T | Failure {
  if (output === '') return { error: 'unpacking was interrupted', errno: '' };
  const answer = JSON.parse(output) as T | Failure;
  return isFailure(answer) ? { ...answer, error: inGoWords(answer.error) } : answer;
}

export function isFailure(answer: unknown): answer is Failure {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

/** `stdio` says where the pipe for the result belongs among the program's descriptors; the others stay the caller's. */
export function startProgram<T>(sys: Sys, argv: readonly string[], stdio: (result: Fd) => readonly (Fd | null)[]): Running<T | Failure> {
  const [output, result] = sys.sockets.pipe();
  sys.sockets.setBlocking(result, true);
  const pid = sys.processes.spawn({ path: '/proc/self/exe', argv, cwd: '/', stdio: stdio(result) });
  sys.files.close(result);
  let isRunning = true;
  const ended = sys.processes.wait(pid).then(() => void (isRunning = false));
  const answer = readToEnd(sys, output).then(async (text) => {
    await ended;
    return interpret<T>(text);
  });
  return {
    result: answer,
    cancel() {
      if (isRunning) sys.processes.kill(pid, sigkill);
    },
  };
}
