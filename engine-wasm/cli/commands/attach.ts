import { attachTerminal } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker attach [OPTIONS] CONTAINER',
  flags: [
    { long: 'detach-keys', kind: 'string', help: 'Override the key sequence for detaching a container' },
    { long: 'no-stdin', kind: 'bool', help: 'Do not attach STDIN' },
  ],
  args: [1, 1],
  interspersed: true,
  async run({ client, sys, flags, args: [name = ''], printError }) {
    const { Id, Config, State } = await client.json<{ Id: string; Config: { Tty: boolean; OpenStdin: boolean }; State: { Running: boolean; Paused: boolean } }>(
      'GET',
      `/containers/${name}/json`,
    );
    if (!State.Running) throw new Error('You cannot attach to a stopped container, start it first');
    if (State.Paused) throw new Error('You cannot attach to a paused container, unpause it first');
    const stdin = Config.OpenStdin && !isSet(flags, 'no-stdin');
    const stream = await client.hijack(
      `/containers/${Id}/attach${query({ stream: true, stdin, stdout: true, stderr: true, detachKeys: text(flags, 'detach-keys') })}`,
    );
    await attachTerminal(sys, stream, { tty: Config.Tty, stdin, resize: (h, w) => client.done('POST', `/containers/${Id}/resize${query({ h, w })}`) });
    const { State: after } = await client.json<{ State: { Running: boolean; ExitCode: number } }>('GET', `/containers/${Id}/json`);
    if (after.Running) printError('read escape sequence\n');
    return after.Running ? 0 : after.ExitCode;
  },
};
