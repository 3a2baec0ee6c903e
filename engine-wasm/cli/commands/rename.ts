import { query } from '../client.ts';
import { Refusal, type Command } from '../command.ts';

export const command: Command = {
  usage: 'CONTAINER NEW_NAME',
  args: [2, 2],
  async run({ client, args: [from = '', name = ''], printError }) {
    if (from.trim() === '' || name.trim() === '') throw new Refusal('Error: Neither old nor new names may be empty');
    try {
      await client.done('POST', `/containers/${from}/rename${query({ name })}`);
      return 0;
    } catch (error) {
      printError(`Error response from daemon: ${(error as Error).message}\n`);
      throw new Refusal(`Error: failed to rename container named ${from}`);
    }
  },
};
