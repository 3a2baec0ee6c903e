import { query } from '../client.ts';
import { isSet, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker rmi [OPTIONS] IMAGE [IMAGE...]',
  flags: [{ long: 'force', short: 'f', kind: 'bool', help: 'Force removal of the image' }],
  args: [1, Infinity],
  interspersed: true,
  async run({ client, flags, args, print, printError }) {
    let code = 0;
    for (const name of args) {
      try {
        const answers = await client.json<Record<string, string>[]>('DELETE', `/images/${name}${query({ force: isSet(flags, 'force') })}`);
        for (const answer of answers) for (const [what, value] of Object.entries(answer)) print(`${what}: ${value}\n`);
      } catch (error) {
        code = 1;
        printError(`Error response from daemon: ${(error as Error).message}\n`);
      }
    }
    return code;
  },
};
