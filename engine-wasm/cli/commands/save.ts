import { writeTo } from '../archive.ts';
import { text, type Command } from '../command.ts';

export const command: Command = {
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  options: `
  -o, --output string     Write to a file, instead of STDOUT
      --platform string   Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
`,
  args: [1, Infinity],
  async run(context) {
    const { client, flags, args } = context;
    const names = args.map((name) => `names=${encodeURIComponent(name)}`).join('&');
    await writeTo(context, text(flags, 'output'), async () => (await client.stream('GET', `/images/get?${names}`)).body);
    return 0;
  },
};
