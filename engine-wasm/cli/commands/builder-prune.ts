import { isSet, list, type Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { humanSize } from '../format/sizes.ts';
import { buildCache, prune } from '../prune.ts';

export const command: Command = {
  usage: '',
  options: `
  -a, --all                  Remove all unused build cache, not just dangling ones
      --filter filter        Provide filter values (e.g. "until=24h")
  -f, --force                Do not prompt for confirmation
      --keep-storage bytes   Amount of disk space to keep for cache
`,
  args: [0, 0],
  async run(context) {
    const { flags, print } = context;
    const all = isSet(flags, 'all');
    const what = all ? 'all build cache' : 'all dangling build cache';
    if (!isSet(flags, 'force') && !(await confirm(context, `WARNING! This will remove ${what}. Are you sure you want to continue?`))) return 0;
    print(`Total reclaimed space: ${humanSize(await prune(context, buildCache, list(flags, 'filter'), { all }))}\n`);
    return 0;
  },
};
