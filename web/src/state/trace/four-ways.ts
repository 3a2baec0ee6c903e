import type { RequestEvent } from '../../../../engine-wasm/api/trace.ts';
import type { Command, Moment } from './moments.ts';

/** The same thing, said in each of the languages that it can be said in. */
export interface FourWays {
  readonly command: string;
  readonly requests: readonly string[];
  readonly kernel: readonly string[];
  readonly sentence: string;
}

/** One word for the shell, quoted if it needs to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export function asCurl({ method, path, body }: RequestEvent): string {
  const parts = ['curl', '--unix-socket', '/var/run/docker.sock'];
  if (method === 'HEAD') parts.push('-I');
  else if (method !== 'GET') parts.push('-X', method);
  if (body !== undefined) parts.push('-H', shellWord('Content-Type: application/json'), '-d', shellWord(JSON.stringify(body)));
  return [...parts, shellWord(`http://localhost${path}`)].join(' ');
}

interface CreateBody {
  readonly Image?: string;
  readonly Cmd?: readonly string[] | null;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly HostConfig?: { readonly AutoRemove?: boolean };
}

const verbs: readonly (readonly [pattern: RegExp, method: string, words: string])[] = [
  [/^\/containers\/([^/?]+)\/(start|stop|restart|pause|unpause|kill|rename|wait|attach)/, 'POST', '$2 $1'],
  [/^\/containers\/([^/?]+)/, 'DELETE', 'rm $1'],
  [/^\/images\/([^?]+)/, 'DELETE', 'rmi $1'],
  [/^\/volumes\/([^?]+)/, 'DELETE', 'volume rm $1'],
  [/^\/networks\/([^?]+)/, 'DELETE', 'network rm $1'],
];

function pullCommand(path: string): string {
  const query = new URLSearchParams(path.slice(path.indexOf('?')));
  const tag = query.get('tag');
  return `docker pull ${shellWord(query.get('fromImage') ?? '')}${tag ? `:${tag}` : ''}`;
}

function runCommand({ Image = '', Cmd, Tty, OpenStdin, HostConfig }: CreateBody, started: boolean): string {
  const flags = [...(HostConfig?.AutoRemove ? ['--rm'] : []), ...(OpenStdin ? ['-i'] : []), ...(Tty ? ['-t'] : [])];
  return ['docker', started ? 'run' : 'create', ...flags, ...[Image, ...(Cmd ?? [])].map(shellWord)].join(' ');
}

/** What somebody would have typed to have the same requests sent; empty when there is no such command. */
export function commandFor(requests: readonly RequestEvent[]): string {
  const asked = requests.map((request) => ({ ...request, path: request.path.replace(/^\/v\d+\.\d+(?=\/)/, '') }));
  const create = asked.findLast(({ path, body }) => path.startsWith('/containers/create') && body !== undefined);
  if (create)
    return runCommand(
      create.body as CreateBody,
      asked.some(({ path }) => /\/start$/.test(path)),
    );
  for (const { method, path } of asked) {
    if (path.startsWith('/images/create')) return pullCommand(path);
    const found = verbs.find(([pattern, wanted]) => wanted === method && pattern.test(path));
    if (found) {
      const force = method === 'DELETE' && /[?&]force=(1|true)/.test(path) ? ' -f' : '';
      const [, what = ''] = found[0].exec(path) ?? [];
      const short = decodeURIComponent(what).replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1');
      return `docker ${found[2].replace('$2', /\/(\w+)(\?|$)/.exec(path)?.[1] ?? '').replace(' $1', `${force} ${short}`)}`;
    }
  }
  return '';
}

export function fourWays(command: Command, moments: readonly Moment[]): FourWays {
  const own = moments.filter((moment) => moment.command === command.number);
  const requests = own.flatMap(({ request }) => request ?? []);
  const steps = own.filter(({ kind }) => kind === 'step');
  const ends = own.filter(({ kind }) => kind === 'process').map(({ text }) => text);
  return {
    command: command.by === 'terminal' && command.argv.length > 0 ? command.argv.map(shellWord).join(' ') : commandFor(requests),
    requests: requests.map(asCurl),
    kernel: steps.map(({ text }) => text),
    sentence:
      [
        `${requests.length === 1 ? 'One request' : `${requests.length} requests`} to the daemon`,
        ...(steps.length > 0 ? [`${steps.length} steps of the kernel`] : []),
        ...ends,
      ].join('; ') + '.',
  };
}
