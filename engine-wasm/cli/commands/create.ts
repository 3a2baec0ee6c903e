import type { Command } from '../command.ts';
import { createFlags } from '../run-flags.ts';
import { create } from '../start-container.ts';

export const command: Command = {
  usage: 'docker create [OPTIONS] IMAGE [COMMAND] [ARG...]',
  flags: createFlags,
  args: [1, Infinity],
  interspersed: false,
  async run(context) {
    context.print(`${await create(context)}\n`);
    return 0;
  },
};
