import { isSet, text, type Command } from '../command.ts';
import { formatRows, type Listing } from '../format/rows.ts';

interface Row {
  readonly endpoint: string;
}

const listing: Listing<Row> = {
  shown: ['Name', 'Description', 'DockerEndpoint', 'Error'],
  type: '*formatter.clientContextContext',
  columns: {
    Name: ['NAME', () => 'default'],
    Current: ['CURRENT', () => true],
    Description: ['DESCRIPTION', () => 'Current DOCKER_HOST based configuration'],
    DockerEndpoint: ['DOCKER ENDPOINT', ({ endpoint }) => endpoint],
    Error: ['ERROR', () => ''],
  },
};

/** Docker's own table marks the current context; a template sees its name alone. */
const marked: Listing<Row> = { ...listing, columns: { ...listing.columns, Name: ['NAME', () => 'default *'] } };

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
      --format string   Format output using a custom template (rows)
  -q, --quiet           Only show context names
`,
  args: [0, 0],
  async run({ client, sys, flags, print, printError }) {
    const format = text(flags, 'format');
    if (isSet(flags, 'quiet')) print('default\n');
    else print(await formatRows(/^(|table)$/.test(format) ? marked : listing, [{ endpoint: client.host }], format));
    if (!isSet(flags, 'quiet') && sys.processes.env['DOCKER_HOST'])
      printError(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.\n',
      );
    return 0;
  },
};
