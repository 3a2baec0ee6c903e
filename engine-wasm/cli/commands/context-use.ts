import { Refusal, type Command } from '../command.ts';
import { noContext } from '../contexts.ts';

export const command: Command = {
  usage: 'CONTEXT',
  args: [1, 1],
  run({ sys, args: [name = ''], print, printError }) {
    if (name !== 'default') throw new Refusal(noContext(sys, name));
    print('default\n');
    printError('Current context is now "default"\n');
    return Promise.resolve(0);
  },
};
