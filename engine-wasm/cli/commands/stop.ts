import { query } from '../client.ts';
import { forEach, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker stop [OPTIONS] CONTAINER [CONTAINER...]',
  flags: [
    { long: 'time', short: 't', kind: 'string', help: 'Seconds to wait before killing the container' },
    { long: 'signal', short: 's', kind: 'string', help: 'Signal to send to the container' },
  ],
  args: [1, Infinity],
  interspersed: true,
  run: (context) =>
    forEach(context, (name) =>
      context.client.done('POST', `/containers/${name}/stop${query({ t: text(context.flags, 'time'), signal: text(context.flags, 'signal') })}`),
    ),
};
