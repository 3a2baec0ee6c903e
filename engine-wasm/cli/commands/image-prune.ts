import { isSet, type Command } from '../command.ts';
import { images, pruneOne } from '../prune.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -a, --all             Remove all unused images, not just dangling ones
      --filter filter   Provide filter values (e.g. "until=<timestamp>")
  -f, --force           Do not prompt for confirmation
`,
  args: [0, 0],
  run(context) {
    const all = isSet(context.flags, 'all');
    const what = all ? 'all images without at least one container associated to them' : 'all dangling images';
    return pruneOne(context, images, `This will remove ${what}.`, [`dangling=${!all}`]);
  },
};
