import { parseReference } from '../../wire/reference.ts';
import { readFrom } from '../archive.ts';
import { query } from '../client.ts';
import { list, text, type Command } from '../command.ts';
import { showProgress, type Message } from '../progress.ts';

export const command: Command = {
  usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  options: `
  -c, --change list       Apply Dockerfile instruction to the created image
  -m, --message string    Set commit message for imported image
      --platform string   Set platform if server is multi-platform capable
`,
  args: [1, Infinity],
  async run(context) {
    const { client, sys, flags, args } = context;
    const [source = '', repo = ''] = args;
    if (repo !== '') parseReference(repo);
    const isUrl = /^https?:\/\//.test(source);
    const body = isUrl ? undefined : readFrom(sys, source === '-' ? null : source);
    const target = query({ fromSrc: isUrl ? source : '-', repo, message: text(flags, 'message'), platform: text(flags, 'platform') });
    const changes = list(flags, 'change').map((change) => `&changes=${encodeURIComponent(change)}`);
    await showProgress(context, client.lines<Message>('POST', `/images/create${target}${changes.join('')}`, body));
    return 0;
  },
};
