import { filterQuery, query } from '../client.ts';
import { isSet, list, text, type Command } from '../command.ts';
import { byName } from '../format/natural-order.ts';
import { pairsText } from '../format/pairs-text.ts';
import { formatRows, type Listing } from '../format/rows.ts';

interface Network {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  readonly Driver: string;
  readonly Scope: string;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6: boolean;
  readonly Internal: boolean;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Go's time.Time as text, with the fraction that it has. */
const goTime = (time: string): string => `${time.replace('T', ' ').replace(/Z$/, '')} +0000 UTC`;

const listing = (isWhole: boolean): Listing<Network> => ({
  shown: ['ID', 'Name', 'Driver', 'Scope'],
  type: '*network.networkContext',
  columns: {
    ID: ['NETWORK ID', ({ Id }) => (isWhole ? Id : Id.slice(0, 12))],
    Name: ['NAME', ({ Name }) => Name],
    Driver: ['DRIVER', ({ Driver }) => Driver],
    Scope: ['SCOPE', ({ Scope }) => Scope],
    IPv4: ['IPV4', ({ EnableIPv4 }) => String(EnableIPv4 ?? true)],
    IPv6: ['IPV6', ({ EnableIPv6 }) => String(EnableIPv6)],
    Internal: ['INTERNAL', ({ Internal }) => String(Internal)],
    Labels: ['LABELS', ({ Labels }) => pairsText(Labels)],
    Label: ['', ({ Labels }, name = '') => Labels?.[name] ?? ''],
    CreatedAt: ['CREATED AT', ({ Created }) => goTime(Created)],
  },
});

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -f, --filter filter   Provide filter values (e.g. "driver=bridge")
      --format string   Format output using a custom template (rows)
      --no-trunc        Do not truncate the output
  -q, --quiet           Only display network IDs
`,
  args: [0, 0],
  async run({ client, flags, print }) {
    const networks = await client.json<Network[]>('GET', `/networks${query({ filters: filterQuery(list(flags, 'filter')) })}`);
    networks.sort((a, b) => byName(a.Name, b.Name));
    const isWhole = isSet(flags, 'no-trunc');
    const ids = (): string => networks.map(({ Id }) => `${isWhole ? Id : Id.slice(0, 12)}\n`).join('');
    print(isSet(flags, 'quiet') ? ids() : await formatRows(listing(isWhole), networks, text(flags, 'format')));
    return 0;
  },
};
