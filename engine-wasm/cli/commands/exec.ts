import { attachTerminal } from '../attach.ts';
import { query } from '../client.ts';
import { isSet, Refusal, text, type Command, type Context } from '../command.ts';
import { needTerminal } from '../start-attached.ts';

async function environment({ sys, flags }: Context): Promise<string[]> {
  return (await import('../create/pairs.ts')).environment(sys, flags);
}

/** The exit code of what was started in the container. */
async function attached({ client, sys, flags }: Context, id: string, tty: boolean, stdin: boolean): Promise<number> {
  const stream = await client.hijack(`/exec/${id}/start`, { Detach: false, Tty: tty });
  const resize = (h: number, w: number): Promise<void> => client.done('POST', `/exec/${id}/resize${query({ h, w })}`);
  const isDetached = await attachTerminal(sys, stream, { tty, stdin, detachKeys: text(flags, 'detach-keys'), resize });
  if (isDetached) throw new Refusal('read escape sequence');
  return (await client.json<{ ExitCode: number | null }>('GET', `/exec/${id}/json`)).ExitCode ?? 0;
}

export const command: Command = {
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  options: `
  -d, --detach               Detached mode: run command in the background
      --detach-keys string   Override the key sequence for detaching a container
  -e, --env list             Set environment variables
      --env-file list        Read in a file of environment variables
  -i, --interactive          Keep STDIN open even if not attached
      --privileged           Give extended privileges to the command
  -t, --tty                  Allocate a pseudo-TTY
  -u, --user string          Username or UID (format: "<name|uid>[:<group|gid>]")
  -w, --workdir string       Working directory inside the container
`,
  args: [2, Infinity],
  interspersed: false,
  async run(context) {
    const { client, flags, args } = context;
    const [name = '', ...Cmd] = args;
    const tty = isSet(flags, 'tty');
    const Detach = isSet(flags, 'detach');
    const stdin = isSet(flags, 'interactive') && !Detach;
    if (stdin) needTerminal(context);
    const request = {
      AttachStdin: stdin,
      AttachStdout: !Detach,
      AttachStderr: !Detach,
      Tty: tty,
      Cmd,
      Env: flags['env'] === undefined && flags['env-file'] === undefined ? [] : await environment(context),
      User: text(flags, 'user'),
      WorkingDir: text(flags, 'workdir'),
      Privileged: isSet(flags, 'privileged'),
      DetachKeys: text(flags, 'detach-keys'),
    };
    const { Id } = await client.json<{ Id: string }>('POST', `/containers/${name}/exec`, request);
    if (!Detach) return attached(context, Id, tty, stdin);
    await client.done('POST', `/exec/${Id}/start`, { Detach, Tty: tty });
    return 0;
  },
};
