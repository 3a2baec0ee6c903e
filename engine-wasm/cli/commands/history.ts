import { query } from '../client.ts';
import { isSet, text, type Command } from '../command.ts';
import { formatRows, type Listing } from '../format/rows.ts';
import { humanSize } from '../format/sizes.ts';
import { humanDuration } from '../../wire/duration.ts';

interface Layer {
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

function listing(now: number, isWhole: boolean, isHuman: boolean): Listing<Layer> {
  const cut = (value: string): string => (isWhole || value.length <= 45 ? value : `${value.slice(0, 44)}…`);
  const ago = ({ Created }: Layer): string => (Created <= -62135596800 ? 'N/A' : `${humanDuration(now - Created * 1000)} ago`);
  const at = ({ Created }: Layer): string => new Date(Created * 1000).toISOString().replace('.000Z', 'Z');
  return {
    shown: ['ID', isHuman ? 'CreatedSince' : 'CreatedAt', 'CreatedBy', 'Size', 'Comment'],
    type: '*formatter.historyContext',
    columns: {
      ID: ['IMAGE', ({ Id }) => (isWhole || Id === '<missing>' ? Id : Id.replace(/^sha256:/, '').slice(0, 12))],
      CreatedSince: ['CREATED', (layer) => (isHuman ? ago(layer) : at(layer))],
      CreatedAt: ['CREATED AT', at],
      CreatedBy: ['CREATED BY', ({ CreatedBy }) => cut(CreatedBy.replaceAll('\t', ' '))],
      Size: ['SIZE', ({ Size }) => (isHuman ? humanSize(Size, 3) : String(Size))],
      Comment: ['COMMENT', ({ Comment }) => Comment],
    },
  };
}

export const command: Command = {
  usage: '[OPTIONS] IMAGE',
  options: `
      --format string     Format output using a custom template (rows)
  -H, --human             Print sizes and dates in human readable format (default true)
      --no-trunc          Don't truncate output
      --platform string   Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
  -q, --quiet             Only show image IDs
`,
  args: [1, 1],
  async run({ client, sys, flags, args: [name = ''], print }) {
    const platform = text(flags, 'platform');
    const layers = await client.json<Layer[]>('GET', `/images/${name}/history${query({ platform })}`);
    const made = listing(sys.clock.now(), isSet(flags, 'no-trunc'), flags['human'] !== false);
    const id = made.columns['ID']?.[1] as (layer: Layer) => string;
    print(isSet(flags, 'quiet') ? layers.map((layer) => `${id(layer)}\n`).join('') : await formatRows(made, layers, text(flags, 'format')));
    return 0;
  },
};
