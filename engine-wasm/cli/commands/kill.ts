import { query } from '../client.ts';
import { forEach, text, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -s, --signal string   Signal to send to the container
`,
  args: [1, Infinity],
  run: (context) => forEach(context, (name) => context.client.done('POST', `/containers/${name}/kill${query({ signal: text(context.flags, 'signal') })}`)),
};
