import type { PtyOptions, PtySession } from '../../../engine-wasm/machine/client.ts';
import type { Output } from './place.ts';

export type OpenPty = (options: PtyOptions) => Promise<PtySession>;

/** Runs a script on a terminal of its own in a machine. `onOutput` is told what comes, as it comes. */
export async function runScript(openPty: OpenPty, script: string, onOutput: (text: string) => void = () => undefined): Promise<Output> {
  const { stream, exited } = await openPty({ argv: ['/bin/sh', '-c', script], rows: 24, columns: 200 });
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) {
    const part = decoder.decode(bytes, { stream: true }).replaceAll('\r\n', '\n');
    text += part;
    onOutput(part);
  }
  const code = await exited;
  if (code === -1) throw new Error('the machine went away');
  return { code, text };
}
