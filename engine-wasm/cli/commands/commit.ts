import { parseReference } from '../../wire/reference.ts';
import { query } from '../client.ts';
import { list, text, type Command } from '../command.ts';
import { fullName } from '../pull-image.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  options: `
  -a, --author string    Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")
  -c, --change list      Apply Dockerfile instruction to the created image
  -m, --message string   Commit message
  -p, --pause            Pause container during commit (default true)
`,
  args: [1, 2],
  async run({ client, flags, args: [container = '', name], print }) {
    const reference = name === undefined ? undefined : parseReference(name);
    const target = query({
      container,
      repo: reference && fullName(reference),
      tag: reference?.tag ?? (reference && 'latest'),
      comment: text(flags, 'message'),
      author: text(flags, 'author'),
      pause: flags['pause'] === false ? '0' : undefined,
    });
    const changes = list(flags, 'change').map((change) => `&changes=${encodeURIComponent(change)}`);
    print(`${(await client.json<{ Id: string }>('POST', `/commit${target}${changes.join('')}`, {})).Id}\n`);
    return 0;
  },
};
