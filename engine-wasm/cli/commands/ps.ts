import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command, type Context } from '../command.ts';
import { containerListing, type ListedContainer } from '../format/containers.ts';
import type { Port } from '../format/ports.ts';
import { formatRows } from '../format/rows.ts';

/** What words them is loaded where there are any. */
async function portsOf(rows: readonly ListedContainer[]): Promise<(ports: readonly Port[]) => string> {
  return rows.some(({ Ports }) => Ports.length > 0) ? (await import('../format/ports.ts')).portList : () => '';
}

async function rowsOf({ client, flags }: Context, size: boolean): Promise<ListedContainer[]> {
  const last = text(flags, 'last');
  const limit = isSet(flags, 'latest') ? '1' : last === '' || Number(last) < 1 ? '' : last;
  return client.json('GET', `/containers/json${query({ all: isSet(flags, 'all'), limit, size, filters: filterQuery(list(flags, 'filter')) })}`);
}

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -a, --all             Show all containers (default shows just running)
  -f, --filter filter   Filter output based on conditions provided
      --format string   Format output using a custom template (rows)
  -n, --last int        Show n last created containers (includes all states) (default -1)
  -l, --latest          Show the latest created container (includes all states)
      --no-trunc        Don't truncate output
  -q, --quiet           Only display container IDs
  -s, --size            Display total file sizes
`,
  args: [0, 0],
  async run(context) {
    const { sys, flags, print, printError } = context;
    const given = text(flags, 'format');
    const isQuiet = isSet(flags, 'quiet');
    if (isQuiet && given !== '') printError('WARNING: Ignoring custom format, because both --format and --quiet are set.\n');
    const withSize = isSet(flags, 'size') || (!isQuiet && /\{\{[^}]*(\.Size\b|json \.\s*\})/.test(given));
    const rows = await rowsOf(context, withSize);
    const isWhole = isSet(flags, 'no-trunc');
    const made = containerListing(sys.clock.now(), isWhole, await portsOf(rows));
    if (isQuiet) print(rows.map(({ Id }) => `${isWhole ? Id : Id.slice(0, 12)}\n`).join(''));
    else print(await formatRows(isSet(flags, 'size') ? { ...made, shown: [...made.shown, 'Size'] } : made, rows, given));
    return 0;
  },
};
