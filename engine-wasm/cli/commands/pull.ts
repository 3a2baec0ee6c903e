import { isSet, type Command } from '../command.ts';
import { pullImage } from '../pull-image.ts';

export const command: Command = {
  usage: 'docker pull [OPTIONS] NAME[:TAG|@DIGEST]',
  flags: [{ long: 'quiet', short: 'q', kind: 'bool', help: 'Suppress verbose output' }],
  args: [1, 1],
  interspersed: true,
  async run(context) {
    const { flags, args, print } = context;
    const name = args[0] as string;
    const tagged = /[:@]/.test(name.slice(name.lastIndexOf('/') + 1));
    const quiet = isSet(flags, 'quiet');
    if (!tagged && !quiet) print('Using default tag: latest\n');
    await pullImage(context, name, !quiet);
    print(`docker.io/${name.includes('/') ? '' : 'library/'}${name}${tagged ? '' : ':latest'}\n`);
    return 0;
  },
};
