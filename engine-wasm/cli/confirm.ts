import { FdStream } from '../sys/fd-stream.ts';
import type { Context } from './command.ts';

/** One line of standard input, without its end; what there is at the end of input. */
export async function readLine({ sys }: Context): Promise<string> {
  const input = new FdStream(sys, 0);
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await input.read(); bytes !== null; bytes = await input.read()) {
    text += decoder.decode(bytes);
    if (text.includes('\n')) break;
  }
  return text.split('\n', 1)[0] as string;
}

/** Only a `y` is a yes. */
export async function confirm(context: Context, question: string): Promise<boolean> {
  context.print(`${question} [y/N] `);
  return (await readLine(context)).trim().toLowerCase() === 'y';
}
