import { query } from '../client.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: 'docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  flags: [],
  args: [2, 2],
  interspersed: true,
  async run({ client, args: [source = '', target = ''] }) {
    const colon = target.lastIndexOf(':');
    const tagged = colon > target.lastIndexOf('/');
    await client.done(
      'POST',
      `/images/${source}/tag${query({ repo: tagged ? target.slice(0, colon) : target, tag: tagged ? target.slice(colon + 1) : 'latest' })}`,
    );
    return 0;
  },
};
