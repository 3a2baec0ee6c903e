import { forEach, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker volume rm VOLUME [VOLUME...]',
  flags: [],
  args: [1, Infinity],
  interspersed: true,
  run: (context) => forEach(context, (name) => context.client.done('DELETE', `/volumes/${name}`)),
};
