import type { Command } from '../command.ts';
import { defaultServer, forgetCredentials } from '../credentials.ts';

export const command: Command = {
  about: `Log out from a registry.
If no server is specified, the default is defined by the daemon.`,
  usage: '[SERVER]',
  args: [0, 1],
  async run({ sys, args, print }) {
    const server = args[0] === undefined || args[0] === 'docker.io' ? defaultServer : args[0].replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    print(`Removing login credentials for ${server}\n`);
    await forgetCredentials(sys, server);
    return 0;
  },
};
