import { forEach, isSet, type Command } from '../command.ts';
import { startAttached } from '../start-container.ts';

export const command: Command = {
  usage: 'docker start [OPTIONS] CONTAINER [CONTAINER...]',
  flags: [
    { long: 'attach', short: 'a', kind: 'bool', help: 'Attach STDOUT/STDERR and forward signals' },
    { long: 'interactive', short: 'i', kind: 'bool', help: "Attach container's STDIN" },
    { long: 'detach-keys', kind: 'string', help: 'Override the key sequence for detaching a container' },
  ],
  args: [1, Infinity],
  interspersed: true,
  async run(context) {
    const { client, flags, args, printError } = context;
    const stdin = isSet(flags, 'interactive');
    if (stdin || isSet(flags, 'attach')) {
      const { Id, Config, HostConfig } = await client.json<{ Id: string; Config: { Tty: boolean }; HostConfig: { AutoRemove: boolean } }>(
        'GET',
        `/containers/${args[0] as string}/json`,
      );
      return startAttached(context, Id, { tty: Config.Tty, stdin, removed: HostConfig.AutoRemove });
    }
    const code = await forEach(context, (name) => client.done('POST', `/containers/${name}/start`));
    if (code !== 0) printError(`Error: failed to start containers: ${args.join(', ')}\n`);
    return code;
  },
};
