import type { Command } from '../command.ts';
import { inspectEach } from '../inspect.ts';

export const command: Command = {
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  options: `
  -f, --format string     Format output using a custom template (object)
      --platform string   Inspect a specific platform of the multi-platform image.
                          If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
                          'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)
`,
  args: [1, Infinity],
  run: (context) => inspectEach(context, async (name) => ({ value: await context.client.json('GET', `/images/${name}/json`) })),
};
