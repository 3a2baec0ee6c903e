import { forEach, type Command } from '../command.ts';

export const command: Command = {
  usage: 'CONTAINER [CONTAINER...]',
  args: [1, Infinity],
  run: (context) => forEach(context, (name) => context.client.done('POST', `/containers/${name}/unpause`)),
};
