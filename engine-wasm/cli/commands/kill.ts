import { query } from '../client.ts';
import { forEach, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker kill [OPTIONS] CONTAINER [CONTAINER...]',
  flags: [{ long: 'signal', short: 's', kind: 'string', help: 'Signal to send to the container' }],
  args: [1, Infinity],
  interspersed: true,
  run: (context) => forEach(context, (name) => context.client.done('POST', `/containers/${name}/kill${query({ signal: text(context.flags, 'signal') })}`)),
};
