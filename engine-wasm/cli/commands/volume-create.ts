import { list, Refusal, text, type Command } from '../command.ts';
import { pairs } from '../create/pairs.ts';

export const command: Command = {
  usage: '[OPTIONS] [VOLUME]',
  options: `
  -d, --driver string   Specify volume driver name (default "local")
      --label list      Set metadata for a volume
  -o, --opt map         Set driver specific options (default map[])
`,
  hidden: `
      --name string
`,
  args: [0, 1],
  async run({ client, flags, args, print }) {
    if (args.length > 0 && flags['name'] !== undefined)
      throw new Refusal('conflicting options: cannot specify a volume-name through both --name and as a positional arg');
    const request = {
      Name: args[0] ?? text(flags, 'name'),
      Driver: text(flags, 'driver') || 'local',
      DriverOpts: pairs(list(flags, 'opt')),
      Labels: pairs(list(flags, 'label')),
    };
    print(`${(await client.json<{ Name: string }>('POST', '/volumes/create', request)).Name}\n`);
    return 0;
  },
};
