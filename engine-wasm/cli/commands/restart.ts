import { query } from '../client.ts';
import { forEach, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker restart [OPTIONS] CONTAINER [CONTAINER...]',
  flags: [{ long: 'time', short: 't', kind: 'string', help: 'Seconds to wait before killing the container' }],
  args: [1, Infinity],
  interspersed: true,
  run: (context) => forEach(context, (name) => context.client.done('POST', `/containers/${name}/restart${query({ t: text(context.flags, 'time') })}`)),
};
