import { clientFacts } from '../client-version.ts';
import { text, type Command } from '../command.ts';
import { infoText, type Info } from '../format/info.ts';

const clientInfo = { Debug: false, ...clientFacts, Plugins: [], Warnings: null };

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -f, --format string   Format output using a custom template (object)
`,
  args: [0, 0],
  async run(context) {
    const { client, flags, print, printError } = context;
    const info = await client.json<Info>('GET', '/info');
    const format = text(flags, 'format');
    if (format !== '') {
      (await import('../format/object.ts')).printObject(context, format, { ...info, ClientInfo: clientInfo }, 'system.dockerInfo');
      return 0;
    }
    print(infoText(info));
    for (const warning of info.Warnings ?? []) printError(`${warning}\n`);
    return 0;
  },
};
