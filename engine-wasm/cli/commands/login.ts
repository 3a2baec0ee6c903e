import { FdStream } from '../../sys/fd-stream.ts';
import { isSet, Refusal, text, type Command, type Context } from '../command.ts';
import { readLine } from '../confirm.ts';
import { configPath, defaultServer, findCredentials, hasHelper, saveCredentials, type Credentials } from '../credentials.ts';

async function wholeInput({ sys }: Context): Promise<string> {
  const input = new FdStream(sys, 0);
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await input.read(); bytes !== null; bytes = await input.read()) text += decoder.decode(bytes);
  return text.replace(/\r?\n$/, '');
}

/** Without echo. Raw mode has no line editing: characters come as they are typed. */
async function readPassword({ sys }: Context): Promise<string> {
  const restore = sys.terminals.makeRaw(0);
  const input = new FdStream(sys, 0);
  let text = '';
  try {
    for (let bytes = await input.read(); bytes !== null; bytes = await input.read()) {
      for (const character of new TextDecoder().decode(bytes)) {
        if (character === '\r' || character === '\n') return text;
        if (character === '\x03') throw new Refusal('', 130);
        text = character === '\x7f' ? text.slice(0, -1) : text + character;
      }
    }
    return text;
  } finally {
    restore();
  }
}

async function ask(context: Context, known: string): Promise<Credentials> {
  const { sys, print, flags } = context;
  if (!sys.terminals.isTerminal(0)) throw new Refusal('Error: Cannot perform an interactive login from a non TTY device');
  let username = text(flags, 'username');
  if (username === '') {
    print(known === '' ? 'Username: ' : `Username (${known}): `);
    username = (await readLine(context)).trim() || known;
  }
  if (username === '') throw new Refusal('Error: Non-null Username Required');
  print('Password: ');
  const password = await readPassword(context);
  print('\n');
  if (password === '') throw new Refusal('Error: Password Required');
  return { username, password };
}

async function credentials(context: Context, server: string): Promise<Credentials> {
  const { flags, printError } = context;
  const username = text(flags, 'username');
  const fromInput = isSet(flags, 'password-stdin');
  if (flags['password'] !== undefined) {
    if (fromInput) throw new Refusal('conflicting options: cannot specify both --password and --password-stdin');
    printError('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n');
  }
  if (fromInput && username === '') throw new Refusal('the --password-stdin option requires --username to be set');
  const password = fromInput ? await wholeInput(context) : text(flags, 'password');
  if (username !== '' && password !== '') return { username, password };
  return ask(context, (await findCredentials(context.sys, server))?.username ?? '');
}

export const command: Command = {
  about: `Authenticate to a registry.
Defaults to Docker Hub if no server is specified.`,
  usage: '[OPTIONS] [SERVER]',
  options: `
  -p, --password string   Password or Personal Access Token (PAT)
      --password-stdin    Take the Password or Personal Access Token (PAT) from stdin
  -u, --username string   Username
`,
  args: [0, 1],
  async run(context) {
    const { client, sys, args, print, printError } = context;
    const server = args[0] === undefined || args[0] === 'docker.io' ? defaultServer : args[0].replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const given = await credentials(context, server);
    const { Status } = await client.json<{ Status: string }>('POST', '/auth', { ...given, serveraddress: server });
    await saveCredentials(sys, server, given);
    if (!hasHelper(sys))
      printError(
        `\nWARNING! Your credentials are stored unencrypted in '${configPath(sys)}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
      );
    print(`${Status}\n`);
    return 0;
  },
};
