import { query } from '../client.ts';
import { isSet, type Command } from '../command.ts';
import { inspectEach } from '../inspect.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -f, --format string   Format output using a custom template (object)
  -s, --size            Display total file sizes
`,
  args: [1, Infinity],
  run: (context) =>
    inspectEach(context, async (name) => ({
      value: await context.client.json('GET', `/containers/${name}/json${query({ size: isSet(context.flags, 'size') })}`),
    })),
};
