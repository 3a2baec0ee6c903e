import { query } from '../client.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: 'docker rename CONTAINER NEW_NAME',
  flags: [],
  args: [2, 2],
  interspersed: true,
  async run({ client, args: [from = '', name = ''] }) {
    await client.done('POST', `/containers/${from}/rename${query({ name })}`);
    return 0;
  },
};
