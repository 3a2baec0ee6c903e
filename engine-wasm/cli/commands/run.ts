import { ApiFailure, query } from '../client.ts';
import { isSet, Refusal, type Command, type Context } from '../command.ts';
import { createContainer, prepareRequest, refusal } from '../create/container.ts';
import { createOptions, hiddenOptions } from '../create/options.ts';
import { needTerminal, startAttached } from '../start-attached.ts';

/** As scripts know a shell's: not found, and found but not to be executed. */
function codeOf(message: string): number {
  if (/executable file not found|no such file or directory|system cannot find the file specified/.test(message)) return 127;
  return /permission denied|is a directory/.test(message) ? 126 : 125;
}

async function runContainer(context: Context): Promise<number> {
  const { flags, client, print } = context;
  if (isSet(flags, 'detach') && flags['attach'] !== undefined) throw new Refusal('conflicting options: cannot specify both --attach and --detach');
  const request = await prepareRequest(context);
  const { AttachStdin: stdin = false, AttachStdout: stdout = false, AttachStderr: stderr = false } = request;
  if (stdin) needTerminal(context);
  const id = await createContainer(context, request);
  if (stdin || stdout || stderr) {
    if (!stdout && !stderr) print(`${id}\n`);
    return startAttached(context, id, { tty: isSet(flags, 'tty'), stdin, stdout, stderr, removed: isSet(flags, 'rm') });
  }
  await client.done('POST', `/containers/${id}/start${query({ detachKeys: flags['detach-keys'] as string | undefined })}`);
  print(`${id}\n`);
  return 0;
}

export const command: Command = {
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  options: `${createOptions}  -d, --detach                           Run container in background and print container ID
      --detach-keys string               Override the key sequence for detaching a container
      --pull string                      Pull image before running ("always", "missing", "never") (default "missing")
      --sig-proxy                        Proxy received signals to the process (default true)
`,
  hidden: hiddenOptions,
  args: [1, Infinity],
  interspersed: false,
  check: async (flag, value) => {
    if (!/^(|string)$/.test(flag.type)) await (await import('../create/check.ts')).checkCreateFlag(flag, value);
  },
  async run(context) {
    try {
      return await runContainer(context);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const { message } = error as Error;
      throw refusal(context.name, error instanceof ApiFailure ? `Error response from daemon: ${message}` : message, codeOf(message));
    }
  },
};
