import { query } from '../client.ts';
import { forEach, text, type Command, type Context } from '../command.ts';

/** Stops or restarts each, with the signal and the seconds of grace that are asked for. */
export function endEach(context: Context, verb: 'stop' | 'restart'): Promise<number> {
  const { client, flags, printError } = context;
  if (flags['time'] !== undefined) printError('Flag --time has been deprecated, use --timeout instead\n');
  const target = query({ t: text(flags, 'timeout') || text(flags, 'time'), signal: text(flags, 'signal') });
  return forEach(context, (name) => client.done('POST', `/containers/${name}/${verb}${target}`));
}

export const endHidden = `
      --time int
`;

export const command: Command = {
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  options: `
  -s, --signal string   Signal to send to the container
  -t, --timeout int     Seconds to wait before killing the container
`,
  hidden: endHidden,
  args: [1, Infinity],
  run: (context) => endEach(context, 'stop'),
};
