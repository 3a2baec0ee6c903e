import type { Command } from '../command.ts';
import { table } from '../output.ts';

export const command: Command = {
  usage: 'docker top CONTAINER',
  flags: [],
  args: [1, 1],
  interspersed: true,
  async run({ client, args: [name = ''], print }) {
    const { Titles, Processes } = await client.json<{ Titles: string[]; Processes: string[][] }>('GET', `/containers/${name}/top`);
    print(table([Titles, ...Processes], 20));
    return 0;
  },
};
