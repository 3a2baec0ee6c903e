import { isSet, Refusal, type Command } from '../command.ts';
import { createFlags } from '../run-flags.ts';
import { create, startAttached } from '../start-container.ts';

export const command: Command = {
  usage: 'docker run [OPTIONS] IMAGE [COMMAND] [ARG...]',
  flags: [
    ...createFlags,
    { long: 'detach', short: 'd', kind: 'bool', help: 'Run container in background and print container ID' },
    { long: 'detach-keys', kind: 'string', help: 'Override the key sequence for detaching a container' },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Suppress the pull output' },
  ],
  args: [1, Infinity],
  interspersed: false,
  async run(context) {
    const { flags, client, sys, print } = context;
    const tty = isSet(flags, 'tty');
    const stdin = isSet(flags, 'interactive');
    if (tty && stdin && !isSet(flags, 'detach') && !sys.terminals.isTerminal(0)) throw new Refusal('the input device is not a TTY');
    const id = await create(context);
    if (!isSet(flags, 'detach')) return startAttached(context, id, { tty, stdin, removed: isSet(flags, 'rm') });
    await client.done('POST', `/containers/${id}/start`);
    print(`${id}\n`);
    return 0;
  },
};
