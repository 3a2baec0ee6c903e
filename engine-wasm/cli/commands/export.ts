import { writeTo } from '../archive.ts';
import { text, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER',
  options: `
  -o, --output string   Write to a file, instead of STDOUT
`,
  args: [1, 1],
  async run(context) {
    const { client, flags, args } = context;
    await writeTo(context, text(flags, 'output'), async () => (await client.stream('GET', `/containers/${args[0] as string}/export`)).body);
    return 0;
  },
};
