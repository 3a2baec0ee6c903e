import { isSet, type Command } from '../command.ts';
import { humanDuration, humanSize, table } from '../output.ts';

interface Entry {
  readonly Id: string;
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

export const command: Command = {
  usage: 'docker history [OPTIONS] IMAGE',
  flags: [
    { long: 'no-trunc', kind: 'bool', help: "Don't truncate output" },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Only show image IDs' },
  ],
  args: [1, 1],
  interspersed: true,
  async run({ client, sys, flags, args: [name = ''], print }) {
    const entries = await client.json<Entry[]>('GET', `/images/${name}/history`);
    const short = (text: string): string => (isSet(flags, 'no-trunc') || text.length <= 45 ? text : `${text.slice(0, 44)}…`);
    const id = (entry: Entry): string => (entry.Id === '<missing>' ? 'missing' : entry.Id.slice(7, 19)).replace('missing', '<missing>');
    if (isSet(flags, 'quiet')) print(entries.map((entry) => `${id(entry)}\n`).join(''));
    else
      print(
        table([
          ['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'],
          ...entries.map((entry) => [
            id(entry),
            `${humanDuration(sys.clock.now() - entry.Created * 1000)} ago`,
            short(entry.CreatedBy),
            humanSize(entry.Size),
            entry.Comment,
          ]),
        ]),
      );
    return 0;
  },
};
