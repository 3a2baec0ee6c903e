import { ApiFailure, query } from '../client.ts';
import { isSet, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  options: `
  -f, --force              Force removal of the image
      --no-prune           Do not delete untagged parents
      --platform strings   Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
`,
  args: [1, Infinity],
  async run({ client, flags, args, print, printError }) {
    const force = isSet(flags, 'force');
    const target = query({ force, noprune: isSet(flags, 'no-prune') });
    let code = 0;
    for (const name of args) {
      try {
        const answers = await client.json<Record<string, string>[]>('DELETE', `/images/${name}${target}`);
        for (const answer of answers) for (const [what, value] of Object.entries(answer)) print(`${what}: ${value}\n`);
      } catch (error) {
        const isForgiven = force && error instanceof ApiFailure && error.status === 404;
        if (!isForgiven) code = 1;
        printError(`Error response from daemon: ${(error as Error).message}\n`);
      }
    }
    return code;
  },
};
