import { copyOutput } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, text, type Command } from '../command.ts';
import { timestamp } from '../timestamps.ts';

export const command: Command = {
  usage: '[OPTIONS] CONTAINER',
  options: `
      --details        Show extra details provided to logs
  -f, --follow         Follow log output
      --since string   Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
  -n, --tail string    Number of lines to show from the end of the logs (default "all")
  -t, --timestamps     Show timestamps
      --until string   Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)
`,
  args: [1, 1],
  async run({ client, sys, flags, args: [name = ''] }) {
    const { Config } = await client.json<{ Config: { Tty: boolean } }>('GET', `/containers/${name}/json`);
    const target = query({
      stdout: true,
      stderr: true,
      follow: isSet(flags, 'follow'),
      timestamps: isSet(flags, 'timestamps'),
      details: isSet(flags, 'details'),
      tail: text(flags, 'tail') || 'all',
      since: timestamp(sys, text(flags, 'since'), 'since'),
      until: timestamp(sys, text(flags, 'until'), 'until'),
    });
    const { body } = await client.stream('GET', `/containers/${name}/logs${target}`);
    await copyOutput(sys, body, Config.Tty);
    return 0;
  },
};
