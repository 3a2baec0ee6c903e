import { query } from '../client.ts';
import { forEach, isSet, type Command } from '../command.ts';

export const command: Command = {
  about: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  options: `
  -f, --force   Force the removal of one or more volumes
`,
  args: [1, Infinity],
  run: (context) => forEach(context, (name) => context.client.done('DELETE', `/volumes/${name}${query({ force: isSet(context.flags, 'force') })}`)),
};
