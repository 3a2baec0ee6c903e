import type { Command } from '../command.ts';
import { networks, pruneOne } from '../prune.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
      --filter filter   Provide filter values (e.g. "until=<timestamp>")
  -f, --force           Do not prompt for confirmation
`,
  args: [0, 0],
  run: (context) => pruneOne(context, networks, 'This will remove all custom networks not used by at least one container.'),
};
