import { readFrom } from '../archive.ts';
import { query } from '../client.ts';
import { isSet, Refusal, text, type Command } from '../command.ts';
import { showProgress, type Message } from '../progress.ts';

export const command: Command = {
  usage: '[OPTIONS]',
  options: `
  -i, --input string      Read from tar archive file, instead of STDIN
      --platform string   Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")
  -q, --quiet             Suppress the load output
`,
  args: [0, 0],
  async run(context) {
    const { client, sys, flags } = context;
    const input = text(flags, 'input');
    if (input === '' && sys.terminals.isTerminal(0)) throw new Refusal('requested load from stdin, but stdin is empty');
    const quiet = isSet(flags, 'quiet') || !sys.terminals.isTerminal(1);
    const target = `/images/load${query({ quiet, platform: text(flags, 'platform') })}`;
    await showProgress(context, client.lines<Message>('POST', target, readFrom(sys, input === '' ? null : input)));
    return 0;
  },
};
