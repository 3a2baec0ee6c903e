import { isSet, type Command } from '../command.ts';
import { inspectEach } from '../inspect.ts';

export const command: Command = {
  usage: '[OPTIONS] NETWORK [NETWORK...]',
  options: `
  -f, --format string   Format output using a custom template (object)
  -v, --verbose         Verbose output for diagnostics
`,
  args: [1, Infinity],
  run: (context) =>
    inspectEach(context, async (name) => ({
      value: await context.client.json('GET', `/networks/${name}${isSet(context.flags, 'verbose') ? '?verbose=true' : ''}`),
    })),
};
