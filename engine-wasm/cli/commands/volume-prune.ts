import { isSet, type Command } from '../command.ts';
import { pruneOne, volumes } from '../prune.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -a, --all             Remove all unused volumes, not just anonymous ones
      --filter filter   Provide filter values (e.g. "label=<label>")
  -f, --force           Do not prompt for confirmation
`,
  args: [0, 0],
  run(context) {
    if (isSet(context.flags, 'all')) return pruneOne(context, volumes, 'This will remove all local volumes not used by at least one container.', ['all=true']);
    return pruneOne(context, volumes, 'This will remove anonymous local volumes not used by at least one container.');
  },
};
