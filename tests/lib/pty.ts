import type { Machine } from '../../engine-wasm/machine/machine.ts';

const decoder = new TextDecoder();
const prompt = /[#$] $/;

/** The machine's shell on a pseudo terminal of 24 rows and 100 columns. */
export interface Shell {
  /** Types as a person does: keys, not commands. */
  type(keys: string): Promise<void>;
  /** Waits until the terminal shows this, after what was waited for before. */
  sees(text: string): Promise<void>;
  /** Types a command and returns what the terminal showed until the next prompt. */
  run(command: string): Promise<string>;
}

export async function openShell(machine: Machine): Promise<Shell> {
  const { stream } = await machine.openPty({ argv: ['/bin/bash', '-l'], rows: 24, columns: 100 });
  let shown = '';
  const until = async (found: () => boolean): Promise<void> => {
    while (!found()) {
      const bytes = await stream.read();
      if (bytes === null) throw new Error(`the shell ended; it had shown: ${shown}`);
      // Colours and the modes of line editing are not what is looked for.
      shown += decoder.decode(bytes).replaceAll(/\x1b\[[?\d;]*[a-zA-Z]/g, '');
    }
  };
  const take = (): string => {
    const taken = shown;
    shown = '';
    return taken;
  };
  const type = (keys: string): Promise<void> => stream.write(new TextEncoder().encode(keys));
  await until(() => prompt.test(shown));
  take();
  return {
    type,
    async sees(text) {
      await until(() => shown.includes(text));
      shown = shown.slice(shown.indexOf(text) + text.length);
    },
    async run(command) {
      shown = '';
      await type(`${command}\r`);
      await until(() => shown.includes('\n') && prompt.test(shown));
      return take();
    },
  };
}
