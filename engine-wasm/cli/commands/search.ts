import { readJson } from '../../wire/http/client.ts';
import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { registryAuth } from '../credentials.ts';
import { formatRows, type Listing } from '../format/rows.ts';

interface Result {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
}

const listing = (isWhole: boolean): Listing<Result> => ({
  shown: ['Name', 'Description', 'StarCount', 'IsOfficial'],
  type: '*formatter.searchContext',
  columns: {
    Name: ['NAME', ({ name }) => name],
    Description: [
      'DESCRIPTION',
      ({ description }) => {
        const line = description.replaceAll(/[\r\n]+/g, ' ');
        return isWhole || [...line].length <= 45 ? line : `${[...line].slice(0, 44).join('')}…`;
      },
    ],
    StarCount: ['STARS', ({ star_count }) => String(star_count)],
    IsOfficial: ['OFFICIAL', ({ is_official }) => (is_official ? '[OK]' : '')],
  },
});

export const command: Command = {
  usage: '[OPTIONS] TERM',
  options: `
  -f, --filter filter   Filter output based on conditions provided
      --format string   Pretty-print search using a Go template
      --limit int       Max number of search results
      --no-trunc        Don't truncate output
`,
  args: [1, 1],
  async run({ client, sys, flags, args: [term = ''], print }) {
    const path = `/images/search${query({ term, limit: text(flags, 'limit'), filters: filterQuery(list(flags, 'filter')) })}`;
    const results = await readJson<Result[]>(await client.call('GET', path, undefined, { 'X-Registry-Auth': await registryAuth(sys, 'docker.io') }));
    print(await formatRows(listing(isSet(flags, 'no-trunc')), results, text(flags, 'format')));
    return 0;
  },
};
