import { isSet, text, type Command } from '../command.ts';
import { formatRows } from '../output.ts';

interface Network {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Scope: string;
}

export const command: Command = {
  usage: 'docker network ls [OPTIONS]',
  flags: [
    { long: 'format', kind: 'string', help: 'Format output using a custom template' },
    { long: 'quiet', short: 'q', kind: 'bool', help: 'Only display network IDs' },
  ],
  args: [0, 0],
  interspersed: true,
  async run({ client, flags, print }) {
    const networks = await client.json<Network[]>('GET', '/networks');
    networks.sort((a, b) => (a.Name < b.Name ? -1 : 1));
    const id = ({ Id }: Network): string => Id.slice(0, 12);
    const columns = {
      'NETWORK ID': id,
      NAME: (network: Network) => network.Name,
      DRIVER: (network: Network) => network.Driver,
      SCOPE: (network: Network) => network.Scope,
    };
    if (isSet(flags, 'quiet')) print(networks.map((network) => `${id(network)}\n`).join(''));
    else print(formatRows(networks, columns, { ID: id, Name: columns.NAME, Driver: columns.DRIVER, Scope: columns.SCOPE }, text(flags, 'format')));
    return 0;
  },
};
