import { ApiFailure, query } from '../client.ts';
import { forEach, isSet, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker rm [OPTIONS] CONTAINER [CONTAINER...]',
  flags: [
    { long: 'force', short: 'f', kind: 'bool', help: 'Force the removal of a running container (uses SIGKILL)' },
    { long: 'volumes', short: 'v', kind: 'bool', help: 'Remove anonymous volumes associated with the container' },
  ],
  args: [1, Infinity],
  interspersed: true,
  run: (context) =>
    forEach(
      context,
      (name) => context.client.done('DELETE', `/containers/${name}${query({ force: isSet(context.flags, 'force'), v: isSet(context.flags, 'volumes') })}`),
      (error) => isSet(context.flags, 'force') && error instanceof ApiFailure && error.status === 404,
    ),
};
