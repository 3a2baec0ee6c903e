import { isSet, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] NETWORK CONTAINER',
  options: `
  -f, --force   Force the container to disconnect from a network
`,
  args: [2, 2],
  async run({ client, flags, args: [network = '', Container = ''] }) {
    await client.done('POST', `/networks/${network}/disconnect`, { Container, Force: isSet(flags, 'force') });
    return 0;
  },
};
