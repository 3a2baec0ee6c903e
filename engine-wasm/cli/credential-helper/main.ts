/**
 * `docker-credential-drydock`: keeps names and passwords for the client, by the helper protocol (docker-credential-helpers): one verb as
 * argument, `store`, `get`, `erase` or `list`; a server's URL or JSON on stdin, JSON or an error's text on stdout. This machine has no keychain:
 * the secrets are in a file that only its owner reads.
 */
import { FdStream } from '../../sys/fd-stream.ts';
import { sys } from '../../sys/quickjs.ts';

interface Entry {
  readonly ServerURL: string;
  readonly Username: string;
  readonly Secret: string;
}

type Store = Readonly<Record<string, Entry>>;

const directory = `${sys.processes.env['HOME'] || '/root'}/.local/share/docker-credential-drydock`;
const path = `${directory}/credentials.json`;

/** What the client knows "not there" by. */
const notFound = 'credentials not found in native keychain';

function read(): Store {
  return sys.files.exists(path) ? (JSON.parse(sys.files.readText(path)) as Store) : {};
}

function write(store: Store): void {
  sys.files.mkdirAll(directory, 0o700);
  sys.files.writeAtomic(path, JSON.stringify(store), 0o600);
}

const without = (store: Store, server: string): Store => Object.fromEntries(Object.entries(store).filter(([name]) => name !== server));

/** What each verb prints. @throws Error whose text is printed */
const verbs: Readonly<Record<string, (input: string) => string>> = {
  store(input) {
    const entry = JSON.parse(input) as Entry;
    if (!entry.ServerURL) throw new Error('no credentials server URL');
    if (!entry.Username) throw new Error('no credentials username');
    write({ ...read(), [entry.ServerURL]: entry });
    return '';
  },
  get(server) {
    const entry = read()[server];
    if (!entry) throw new Error(notFound);
    return `${JSON.stringify(entry)}\n`;
  },
  erase(server) {
    write(without(read(), server));
    return '';
  },
  list: () => `${JSON.stringify(Object.fromEntries(Object.entries(read()).map(([server, { Username }]) => [server, Username])))}\n`,
};

async function wholeInput(): Promise<string> {
  const input = new FdStream(sys, 0);
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await input.read(); bytes !== null; bytes = await input.read()) text += decoder.decode(bytes);
  return text.trim();
}

async function main(verb = ''): Promise<number> {
  const run = verbs[verb];
  const print = (text: string): unknown => sys.files.write(1, new TextEncoder().encode(text));
  if (!run) {
    print('Usage: docker-credential-drydock <store|get|erase|list>\n');
    return 1;
  }
  try {
    print(run(verb === 'list' ? '' : await wholeInput()));
    return 0;
  } catch (error) {
    print(`${(error as Error).message}\n`);
    return 1;
  }
}

sys.processes.exit(await main(sys.processes.argv[1]));
