import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { formatRows } from '../format/rows.ts';
import { imageListing, imageRows, type ImageRow, type ListedImage } from '../format/images.ts';

export const command: Command = {
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  options: `
  -a, --all             Show all images (default hides intermediate images)
      --digests         Show digests
  -f, --filter filter   Filter output based on conditions provided
      --format string   Format output using a custom template (rows)
      --no-trunc        Don't truncate output
  -q, --quiet           Only show image IDs
      --tree            List multi-platform images as a tree (EXPERIMENTAL)
`,
  args: [0, 1],
  async run({ client, sys, flags, args, print }) {
    const filters = filterQuery([...list(flags, 'filter'), ...args.map((reference) => `reference=${reference}`)]);
    const images = await client.json<ListedImage[]>('GET', `/images/json${query({ all: isSet(flags, 'all'), filters })}`);
    const isWhole = isSet(flags, 'no-trunc');
    const withDigest = isSet(flags, 'digests') || text(flags, 'format').includes('.Digest');
    const rows = imageRows(images, withDigest);
    const listing = imageListing(sys.clock.now(), isWhole);
    const id = listing.columns['ID']?.[1] as (row: ImageRow) => string;
    if (isSet(flags, 'quiet')) print(rows.map((row) => `${id(row)}\n`).join(''));
    else
      print(await formatRows(isSet(flags, 'digests') ? { ...listing, shown: listing.shown.toSpliced(2, 0, 'Digest') } : listing, rows, text(flags, 'format')));
    return 0;
  },
};
