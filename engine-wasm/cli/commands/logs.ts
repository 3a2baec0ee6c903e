import { attachTerminal } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker logs [OPTIONS] CONTAINER',
  flags: [
    { long: 'follow', short: 'f', kind: 'bool', help: 'Follow log output' },
    { long: 'since', kind: 'string', help: 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)' },
    { long: 'tail', short: 'n', kind: 'string', help: 'Number of lines to show from the end of the logs' },
    { long: 'timestamps', short: 't', kind: 'bool', help: 'Show timestamps' },
    { long: 'until', kind: 'string', help: 'Show logs before a timestamp or relative' },
  ],
  args: [1, 1],
  interspersed: true,
  async run({ client, sys, flags, args: [name = ''] }) {
    const { Config } = await client.json<{ Config: { Tty: boolean } }>('GET', `/containers/${name}/json`);
    const seconds = (given: string): string => {
      const relative = /^(\d+)([smh])$/.exec(given);
      if (relative) return String(sys.clock.now() / 1000 - Number(relative[1]) * { s: 1, m: 60, h: 3600 }[relative[2] as 's' | 'm' | 'h']);
      return given === '' || /^\d/.test(given) === false ? '' : /^\d+(\.\d+)?$/.test(given) ? given : String(Date.parse(given) / 1000);
    };
    const { body } = await client.stream(
      'GET',
      `/containers/${name}/logs${query({ stdout: true, stderr: true, follow: isSet(flags, 'follow'), timestamps: isSet(flags, 'timestamps'), tail: text(flags, 'tail'), since: seconds(text(flags, 'since')), until: seconds(text(flags, 'until')) })}`,
    );
    const stream = { read: () => body.read(), write: () => Promise.resolve(), closeWrite: () => undefined, close: () => undefined };
    await attachTerminal(sys, stream, { tty: Config.Tty, stdin: false, resize: () => Promise.resolve() });
    return 0;
  },
};
