import { forEach, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker unpause CONTAINER [CONTAINER...]',
  flags: [],
  args: [1, Infinity],
  interspersed: true,
  run: (context) => forEach(context, (name) => context.client.done('POST', `/containers/${name}/unpause`)),
};
