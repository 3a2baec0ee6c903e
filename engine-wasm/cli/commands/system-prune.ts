import { isSet, list, type Command, type Context } from '../command.ts';
import { confirm } from '../confirm.ts';
import { humanSize } from '../format/sizes.ts';
import { buildCache, containers, images, networks, prune, volumes } from '../prune.ts';

function warning({ flags }: Context): string {
  const all = isSet(flags, 'all');
  const kinds = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(isSet(flags, 'volumes') ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ];
  const filters = list(flags, 'filter');
  const items = filters.length === 0 ? '' : `\n  Items to be pruned will be filtered with:\n${filters.map((filter) => `  - ${filter}\n`).join('')}`;
  return `WARNING! This will remove:\n${kinds.map((kind) => `  - ${kind}\n`).join('')}${items}\nAre you sure you want to continue?`;
}

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -a, --all             Remove all unused images not just dangling ones
      --filter filter   Provide filter values (e.g. "label=<key>=<value>")
  -f, --force           Do not prompt for confirmation
      --volumes         Prune anonymous volumes
`,
  args: [0, 0],
  async run(context) {
    const { flags, print } = context;
    if (!isSet(flags, 'force') && !(await confirm(context, warning(context)))) return 0;
    const filters = list(flags, 'filter');
    const all = isSet(flags, 'all');
    let reclaimed = await prune(context, containers, filters);
    await prune(context, networks, filters);
    if (isSet(flags, 'volumes')) reclaimed += await prune(context, volumes, filters);
    reclaimed += await prune(context, images, [...filters, `dangling=${!all}`]);
    reclaimed += await prune(context, buildCache, filters, { all });
    print(`Total reclaimed space: ${humanSize(reclaimed)}\n`);
    return 0;
  },
};
