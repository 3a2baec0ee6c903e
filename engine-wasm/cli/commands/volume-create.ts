import type { Command } from '../command.ts';

export const command: Command = {
  usage: 'docker volume create [OPTIONS] [VOLUME]',
  flags: [],
  args: [0, 1],
  interspersed: true,
  async run({ client, args: [Name = ''], print }) {
    print(`${(await client.json<{ Name: string }>('POST', '/volumes/create', { Name })).Name}\n`);
    return 0;
  },
};
