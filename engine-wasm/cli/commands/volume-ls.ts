import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { byName } from '../format/natural-order.ts';
import { formatRows } from '../format/rows.ts';
import { volumeListing, type ListedVolume } from '../format/volumes.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -f, --filter filter   Provide filter values (e.g. "dangling=true")
      --format string   Format output using a custom template (rows)
  -q, --quiet           Only display volume names
`,
  args: [0, 0],
  async run({ client, flags, print }) {
    const { Volumes } = await client.json<{ Volumes: ListedVolume[] | null }>('GET', `/volumes${query({ filters: filterQuery(list(flags, 'filter')) })}`);
    const volumes = (Volumes ?? []).sort((a, b) => byName(a.Name, b.Name));
    print(isSet(flags, 'quiet') ? volumes.map(({ Name }) => `${Name}\n`).join('') : await formatRows(volumeListing, volumes, text(flags, 'format')));
    return 0;
  },
};
