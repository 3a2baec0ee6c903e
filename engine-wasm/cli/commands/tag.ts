import { InvalidReference, parseReference } from '../../wire/reference.ts';
import { query } from '../client.ts';
import { Refusal, type Command } from '../command.ts';
import { fullName } from '../pull-image.ts';

export const command: Command = {
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  args: [2, 2],
  async run({ client, args: [source = '', target = ''] }) {
    try {
      const reference = parseReference(target);
      await client.done('POST', `/images/${source}/tag${query({ repo: fullName(reference), tag: reference.tag ?? 'latest' })}`);
      return 0;
    } catch (error) {
      if (!(error instanceof InvalidReference)) throw error;
      throw new Refusal(`Error parsing reference: ${JSON.stringify(target)} is not a valid repository/tag: ${error.message}`);
    }
  },
};
