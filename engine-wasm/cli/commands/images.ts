import type { ImageSummary } from '../../api/containers.ts';
import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { formatRows, humanDuration, humanSize } from '../output.ts';

interface Row {
  readonly image: ImageSummary;
  readonly repository: string;
  readonly tag: string;
}

function rowsOf(image: ImageSummary): Row[] {
  const tags = image.RepoTags?.length ? image.RepoTags : ['<none>:<none>'];
  return tags.map((name) => ({ image, repository: name.slice(0, name.lastIndexOf(':')), tag: name.slice(name.lastIndexOf(':') + 1) }));
}

export const command: Command = {
  usage: 'docker images [OPTIONS] [REPOSITORY[:TAG]]',
  flags: [
    { long: 'all', short: 'a', kind: 'bool', help: 'Show all images (default hides intermediate images)' },
    { long: 'filter', short: 'f', kind: 'list', help: 'Filter output based on conditions provided' },
    { long: 'format', kind: 'string', help: 'Format output using a custom template' },
    { long: 'no-trunc', kind: 'bool', help: "Don't truncate output" },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Only show image IDs' },
  ],
  args: [0, 1],
  interspersed: true,
  async run({ client, sys, flags, args, print }) {
    const filters = [...list(flags, 'filter'), ...args.map((reference) => `reference=${reference}`)];
    const images = await client.json<ImageSummary[]>('GET', `/images/json${query({ all: isSet(flags, 'all'), filters: filterQuery(filters) })}`);
    const rows = images.flatMap(rowsOf);
    const id = ({ image }: Row): string => (isSet(flags, 'no-trunc') ? image.Id : image.Id.slice(7, 19));
    const created = ({ image }: Row): string => `${humanDuration(sys.clock.now() - image.Created * 1000)} ago`;
    const size = ({ image }: Row): string => humanSize(image.Size);
    if (isSet(flags, 'quiet')) print([...new Set(rows.map(id))].map((line) => `${line}\n`).join(''));
    else {
      const columns = { REPOSITORY: (row: Row) => row.repository, TAG: (row: Row) => row.tag, 'IMAGE ID': id, CREATED: created, SIZE: size };
      print(formatRows(rows, columns, { Repository: columns.REPOSITORY, Tag: columns.TAG, ID: id, CreatedSince: created, Size: size }, text(flags, 'format')));
    }
    return 0;
  },
};
