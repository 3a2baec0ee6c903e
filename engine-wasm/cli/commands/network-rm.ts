import { ApiFailure } from '../client.ts';
import { isSet, Refusal, type Command } from '../command.ts';

export const command: Command = {
  usage: 'NETWORK [NETWORK...]',
  options: `
  -f, --force   Do not error if the network does not exist
`,
  args: [1, Infinity],
  async run(context) {
    const force = isSet(context.flags, 'force');
    const { client, args, print, printError } = context;
    let failed = false;
    for (const name of args) {
      try {
        await client.done('DELETE', `/networks/${name}`);
        print(`${name}\n`);
      } catch (error) {
        if (force && error instanceof ApiFailure && error.status === 404) continue;
        failed = true;
        printError(`Error response from daemon: ${(error as Error).message}\n`);
      }
    }
    if (failed) throw new Refusal('exit status 1');
    return 0;
  },
};
