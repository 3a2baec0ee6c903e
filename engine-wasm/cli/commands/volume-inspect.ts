import type { Command } from '../command.ts';
import { inspectEach } from '../inspect.ts';

export const command: Command = {
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  options: `
  -f, --format string   Format output using a custom template (object)
`,
  args: [1, Infinity],
  run: (context) => inspectEach(context, async (name) => ({ value: await context.client.json('GET', `/volumes/${name}`), type: 'volume.Volume' })),
};
