import type { Command } from '../command.ts';

export const command: Command = {
  usage: 'docker wait CONTAINER [CONTAINER...]',
  flags: [],
  args: [1, Infinity],
  interspersed: true,
  async run({ client, args, print }) {
    for (const name of args) {
      for await (const { StatusCode } of client.lines<{ StatusCode: number }>('POST', `/containers/${name}/wait`)) print(`${StatusCode}\n`);
    }
    return 0;
  },
};
