import type { Command } from '../command.ts';
import { checkCreateFlag } from '../create/check.ts';
import { createContainer } from '../create/container.ts';
import { createOptions, hiddenOptions } from '../create/options.ts';

export const command: Command = {
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  options: `${createOptions}      --pull string                      Pull image before creating ("always", "|missing", "never") (default "missing")
`,
  hidden: hiddenOptions,
  args: [1, Infinity],
  interspersed: false,
  check: checkCreateFlag,
  async run(context) {
    context.print(`${await createContainer(context)}\n`);
    return 0;
  },
};
