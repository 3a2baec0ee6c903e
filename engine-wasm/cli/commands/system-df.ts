import { isSet, Refusal, text, type Command } from '../command.ts';
import { summaryListing, summaryRows, type DiskUsage } from '../format/disk-usage.ts';
import { formatRows } from '../format/rows.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
      --format string   Format output using a custom template (rows)
  -v, --verbose         Show detailed information on space usage
`,
  args: [0, 0],
  async run({ client, sys, flags, print }) {
    const format = text(flags, 'format');
    const usage = await client.json<DiskUsage>('GET', '/system/df');
    if (!isSet(flags, 'verbose')) print(await formatRows(summaryListing, summaryRows(usage), format));
    else if (format !== '') throw new Refusal('the verbose view has no format');
    else print(await (await import('../format/disk-usage-verbose.ts')).verboseText(usage, sys.clock.now()));
    return 0;
  },
};
