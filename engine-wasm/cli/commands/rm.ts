import { ApiFailure, query } from '../client.ts';
import { forEach, isSet, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -f, --force     Force the removal of a running container (uses SIGKILL)
  -l, --link      Remove the specified link
  -v, --volumes   Remove anonymous volumes associated with the container
`,
  args: [1, Infinity],
  run(context) {
    const { client, flags } = context;
    const force = isSet(flags, 'force');
    const target = query({ force, v: isSet(flags, 'volumes'), link: isSet(flags, 'link') });
    return forEach(
      context,
      // A name may be written as it is listed, with a slash before it.
      (name) => client.done('DELETE', `/containers/${name.replace(/^\/+/, '')}${target}`),
      (error) => force && error instanceof ApiFailure && error.status === 404,
    );
  },
};
