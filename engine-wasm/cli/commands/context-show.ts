import type { Command } from '../command.ts';

export const command: Command = {
  usage: '',
  args: [0, 0],
  run({ print }) {
    print('default\n');
    return Promise.resolve(0);
  },
};
