import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { formatRows } from '../output.ts';

interface Volume {
  readonly Name: string;
  readonly Driver: string;
}

export const command: Command = {
  usage: 'docker volume ls [OPTIONS]',
  flags: [
    { long: 'filter', short: 'f', kind: 'list', help: 'Provide filter values' },
    { long: 'format', kind: 'string', help: 'Format output using a custom template' },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Only display volume names' },
  ],
  args: [0, 0],
  interspersed: true,
  async run({ client, flags, print }) {
    const { Volumes } = await client.json<{ Volumes: Volume[] }>('GET', `/volumes${query({ filters: filterQuery(list(flags, 'filter')) })}`);
    const columns = { DRIVER: (volume: Volume) => volume.Driver, 'VOLUME NAME': (volume: Volume) => volume.Name };
    if (isSet(flags, 'quiet')) print(Volumes.map(({ Name }) => `${Name}\n`).join(''));
    else print(formatRows(Volumes, columns, { Driver: columns.DRIVER, Name: columns['VOLUME NAME'] }, text(flags, 'format')));
    return 0;
  },
};
