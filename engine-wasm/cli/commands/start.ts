import { forEach, isSet, Refusal, type Command, type Context } from '../command.ts';
import { startAttached } from '../start-attached.ts';

interface Inspected {
  readonly Id: string;
  readonly Config: { readonly Tty: boolean; readonly OpenStdin: boolean };
  readonly HostConfig: { readonly AutoRemove: boolean };
}

async function startOne(context: Context): Promise<number> {
  const { client, flags, args } = context;
  if (args.length > 1) throw new Refusal('you cannot start and attach multiple containers at once');
  const { Id, Config, HostConfig } = await client.json<Inspected>('GET', `/containers/${args[0] as string}/json`);
  const stdin = isSet(flags, 'interactive') && Config.OpenStdin;
  return startAttached(context, Id, { tty: Config.Tty, stdin, stdout: true, stderr: true, removed: HostConfig.AutoRemove });
}

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -a, --attach               Attach STDOUT/STDERR and forward signals
      --detach-keys string   Override the key sequence for detaching a container
  -i, --interactive          Attach container's STDIN
`,
  args: [1, Infinity],
  async run(context) {
    const { client, flags, printError } = context;
    if (isSet(flags, 'interactive') || isSet(flags, 'attach')) return startOne(context);
    const failed: string[] = [];
    const code = await forEach(context, async (name) => {
      try {
        await client.done('POST', `/containers/${name}/start`);
      } catch (error) {
        failed.push(name);
        throw error;
      }
    });
    if (failed.length > 0) printError(`Error: failed to start containers: ${failed.join(', ')}\n`);
    return code;
  },
};
