import type { Command } from '../command.ts';
import { endEach, endHidden } from './stop.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -s, --signal string   Signal to send to the container
  -t, --timeout int     Seconds to wait before killing the container
`,
  hidden: endHidden,
  args: [1, Infinity],
  run: (context) => endEach(context, 'restart'),
};
