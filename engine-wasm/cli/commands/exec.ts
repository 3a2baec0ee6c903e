import { attachTerminal } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, list, Refusal, text, type Command } from '../command.ts';

export const command: Command = {
  usage: 'docker exec [OPTIONS] CONTAINER COMMAND [ARG...]',
  flags: [
    { long: 'detach', short: 'd', kind: 'bool', help: 'Detached mode: run command in the background' },
    { long: 'detach-keys', kind: 'string', help: 'Override the key sequence for detaching a container' },
    { long: 'env', short: 'e', kind: 'list', help: 'Set environment variables' },
    { long: 'interactive', short: 'i', kind: 'bool', help: 'Keep STDIN open even if not attached' },
    { long: 'privileged', kind: 'bool', help: 'Give extended privileges to the command' },
    { long: 'tty', short: 't', kind: 'bool', help: 'Allocate a pseudo-TTY' },
    { long: 'user', short: 'u', kind: 'string', help: 'Username or UID (format: "<name|uid>[:<group|gid>]")' },
    { long: 'workdir', short: 'w', kind: 'string', help: 'Working directory inside the container' },
  ],
  args: [2, Infinity],
  interspersed: false,
  async run({ client, sys, flags, args: [name = '', ...Cmd] }) {
    const tty = isSet(flags, 'tty');
    const stdin = isSet(flags, 'interactive');
    const Detach = isSet(flags, 'detach');
    if (tty && stdin && !sys.terminals.isTerminal(0)) throw new Refusal('the input device is not a TTY');
    const request = {
      AttachStdin: stdin,
      AttachStdout: !Detach,
      AttachStderr: !Detach,
      Tty: tty,
      Cmd,
      Env: list(flags, 'env'),
      User: text(flags, 'user'),
      WorkingDir: text(flags, 'workdir'),
      Privileged: isSet(flags, 'privileged'),
      DetachKeys: text(flags, 'detach-keys'),
    };
    const { Id } = await client.json<{ Id: string }>('POST', `/containers/${name}/exec`, request);
    if (Detach) {
      await client.done('POST', `/exec/${Id}/start`, { Detach, Tty: tty });
      return 0;
    }
    const stream = await client.hijack(`/exec/${Id}/start`, { Detach, Tty: tty });
    await attachTerminal(sys, stream, { tty, stdin, resize: (h, w) => client.done('POST', `/exec/${Id}/resize${query({ h, w })}`) });
    return (await client.json<{ ExitCode: number | null }>('GET', `/exec/${Id}/json`)).ExitCode ?? 0;
  },
};
