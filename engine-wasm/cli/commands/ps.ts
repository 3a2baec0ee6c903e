import type { ContainerSummary } from '../../api/containers.ts';
import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { formatRows, humanDuration } from '../output.ts';

export const command: Command = {
  usage: 'docker ps [OPTIONS]',
  flags: [
    { long: 'all', short: 'a', kind: 'bool', help: 'Show all containers (default shows just running)' },
    { long: 'filter', short: 'f', kind: 'list', help: 'Filter output based on conditions provided' },
    { long: 'format', kind: 'string', help: 'Format output using a custom template' },
    { long: 'last', short: 'n', kind: 'string', help: 'Show n last created containers (includes all states)' },
    { long: 'latest', short: 'l', kind: 'bool', help: 'Show the latest created container (includes all states)' },
    { long: 'no-trunc', kind: 'bool', help: "Don't truncate output" },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Only display container IDs' },
  ],
  args: [0, 0],
  interspersed: true,
  async run({ client, sys, flags, print }) {
    const limit = isSet(flags, 'latest') ? '1' : text(flags, 'last');
    const rows = await client.json<ContainerSummary[]>(
      'GET',
      `/containers/json${query({ all: isSet(flags, 'all'), limit, filters: filterQuery(list(flags, 'filter')) })}`,
    );
    const whole = isSet(flags, 'no-trunc');
    const id = ({ Id }: ContainerSummary): string => (whole ? Id : Id.slice(0, 12));
    const shorten = (value: string): string => (whole || value.length <= 20 ? value : `${value.slice(0, 19)}…`);
    const commandOf = ({ Command: line }: ContainerSummary): string => `"${shorten(line)}"`;
    const names = ({ Names }: ContainerSummary): string => Names.map((name) => name.slice(1)).join(',');
    const created = ({ Created }: ContainerSummary): string => `${humanDuration(sys.clock.now() - Created * 1000)} ago`;
    if (isSet(flags, 'quiet')) print(rows.map((row) => `${id(row)}\n`).join(''));
    else {
      const columns = {
        'CONTAINER ID': id,
        IMAGE: (row: ContainerSummary) => row.Image,
        COMMAND: commandOf,
        CREATED: created,
        STATUS: (row: ContainerSummary) => row.Status,
        PORTS: () => '',
        NAMES: names,
      };
      const fields = {
        ID: id,
        Image: columns.IMAGE,
        Command: commandOf,
        RunningFor: created,
        CreatedAt: created,
        Status: columns.STATUS,
        State: (row: ContainerSummary) => row.State,
        Ports: columns.PORTS,
        Names: names,
      };
      print(formatRows(rows, columns, fields, text(flags, 'format')));
    }
    return 0;
  },
};
