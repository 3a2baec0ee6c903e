import { query } from '../client.ts';
import type { Command } from '../command.ts';
import { table } from '../format/table.ts';

export const command: Command = {
  usage: 'CONTAINER [ps OPTIONS]',
  args: [1, Infinity],
  interspersed: false,
  async run({ client, args: [name = '', ...options], print }) {
    const target = `/containers/${name}/top${query({ ps_args: options.join(' ') })}`;
    const { Titles, Processes } = await client.json<{ Titles: string[]; Processes: string[][] }>('GET', target);
    print(table([Titles, ...Processes], 20));
    return 0;
  },
};
