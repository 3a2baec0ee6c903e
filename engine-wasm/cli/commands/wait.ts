import type { Command } from '../command.ts';

export const command: Command = {
  usage: 'CONTAINER [CONTAINER...]',
  args: [1, Infinity],
  async run({ client, args, print, printError }) {
    let code = 0;
    for (const name of args) {
      try {
        for await (const { StatusCode } of client.lines<{ StatusCode: number }>('POST', `/containers/${name}/wait`)) print(`${StatusCode}\n`);
      } catch (error) {
        code = 1;
        printError(`Error response from daemon: ${(error as Error).message}\n`);
      }
    }
    return code;
  },
};
