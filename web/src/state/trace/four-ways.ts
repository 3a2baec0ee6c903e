import type { RequestEvent } from '../../../../engine-wasm/api/trace.ts';
import { readBuildCommand } from './build-command.ts';
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

/** A build's request has its folder as an archive. */
function archiveOf({ method, path, client }: RequestEvent): { readonly before: readonly string[]; readonly flags: readonly string[] } {
  if (method !== 'POST' || !/^(?:\/v[\d.]+)?\/build\?/.test(path)) return { before: [], flags: [] };
  const { context } = readBuildCommand(client.argv);
  const from = context === '' || context === '-' ? ['cat', 'context.tar'] : ['tar', '-c', '-C', shellWord(context), '.'];
  return { before: [...from, '|'], flags: ['-H', shellWord('Content-Type: application/x-tar'), '--data-binary', '@-'] };
}

export function asCurl(request: RequestEvent): string {
  const { method, path, body } = request;
  const { before, flags } = archiveOf(request);
  const parts = [...before, 'curl', '--unix-socket', '/var/run/docker.sock'];
  if (method === 'HEAD') parts.push('-I');
  else if (method !== 'GET') parts.push('-X', method);
  if (body !== undefined) parts.push('-H', shellWord('Content-Type: application/json'), '-d', shellWord(JSON.stringify(body)));
  return [...parts, ...flags, shellWord(`http://localhost${path}`)].join(' ');
}

interface CreateBody {
  readonly Image?: string;
  readonly Cmd?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly Tty?: boolean;
  readonly OpenStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly HostConfig?: {
    readonly AutoRemove?: boolean;
    readonly Binds?: readonly string[] | null;
    readonly Memory?: number;
    readonly NetworkMode?: string;
    readonly PortBindings?: Readonly<Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[]>> | null;
  };
}

interface Asked extends RequestEvent {
  readonly query: URLSearchParams;
}

const flag = (name: string, value: string | null | undefined): string[] => (value ? [name, value] : []);
const isOn = (query: URLSearchParams, name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '');
const force = (query: URLSearchParams): string[] => (isOn(query, 'force') ? ['-f'] : []);
const bodyOf = (body: unknown): Readonly<Record<string, string>> => (typeof body === 'object' && body !== null ? (body as Record<string, string>) : {});

/** What is typed for a request; `what` is the name or id that its path has. */
type Typed = (what: string, asked: Asked) => readonly string[];

const typed: readonly (readonly [method: string, path: RegExp, words: Typed])[] = [
  ['POST', /^\/containers\/([^/]+)\/(?:stop|restart)$/, (what, { path, query }) => [/\w+$/.exec(path)?.[0] ?? '', ...flag('-t', query.get('t')), what]],
  ['POST', /^\/containers\/([^/]+)\/kill$/, (what, { query }) => ['kill', ...flag('-s', query.get('signal')), what]],
  ['POST', /^\/containers\/([^/]+)\/rename$/, (what, { query }) => ['rename', what, query.get('name') ?? '']],
  ['POST', /^\/containers\/([^/]+)\/(?:start|pause|unpause|wait|attach)$/, (what, { path }) => [/\w+$/.exec(path)?.[0] ?? '', what]],
  ['POST', /^\/containers\/prune()$/, () => ['container', 'prune']],
  ['DELETE', /^\/containers\/([^/]+)$/, (what, { query }) => ['rm', ...force(query), ...(isOn(query, 'v') ? ['-v'] : []), what]],
  ['POST', /^\/images\/create()$/, (_, { query }) => ['pull', [query.get('fromImage'), query.get('tag')].filter(Boolean).join(':')]],
  ['POST', /^\/images\/(.+)\/tag$/, (what, { query }) => ['tag', what, [query.get('repo'), query.get('tag')].filter(Boolean).join(':')]],
  ['POST', /^\/images\/(.+)\/push$/, (what, { query }) => ['push', [what, query.get('tag')].filter(Boolean).join(':')]],
  ['DELETE', /^\/images\/(.+)$/, (what, { query }) => ['rmi', ...force(query), what]],
  ['POST', /^\/volumes\/create()$/, (_, { body }) => ['volume', 'create', bodyOf(body)['Name'] ?? '']],
  ['DELETE', /^\/volumes\/(.+)$/, (what, { query }) => ['volume', 'rm', ...force(query), what]],
  ['POST', /^\/networks\/create()$/, (_, { body }) => ['network', 'create', bodyOf(body)['Name'] ?? '']],
  [
    'POST',
    /^\/networks\/(.+)\/(?:connect|disconnect)$/,
    (what, { path, body }) => ['network', /\w+$/.exec(path)?.[0] ?? '', what, bodyOf(body)['Container'] ?? ''],
  ],
  ['DELETE', /^\/networks\/(.+)$/, (what) => ['network', 'rm', what]],
  ['GET', /^\/containers\/json()$/, (_, { query }) => ['ps', ...(isOn(query, 'all') ? ['-a'] : [])]],
  ['GET', /^\/containers\/([^/]+)\/json$/, (what) => ['inspect', what]],
  ['GET', /^\/containers\/([^/]+)\/logs$/, (what, { query }) => ['logs', ...(isOn(query, 'follow') ? ['-f'] : []), ...flag('-n', query.get('tail')), what]],
  ['GET', /^\/images\/json()$/, () => ['image', 'ls']],
  ['GET', /^\/images\/(.+)\/(?:json|history)$/, (what, { path }) => [...(path.endsWith('json') ? ['image', 'inspect'] : ['history']), what]],
  ['GET', /^\/(volumes|networks)$/, (what) => [what.slice(0, -1), 'ls']],
  ['GET', /^\/volumes\/(.+)$/, (what) => ['volume', 'inspect', what]],
  ['GET', /^\/networks\/(.+)$/, (what) => ['network', 'inspect', what]],
  ['GET', /^\/(info|version)$/, (what) => [what]],
];

function portFlags({ PortBindings }: NonNullable<CreateBody['HostConfig']>): string[] {
  return Object.entries(PortBindings ?? {}).flatMap(([port, bindings]) =>
    bindings.flatMap(({ HostIp, HostPort }) => ['-p', [HostIp, HostPort, port.replace(/\/tcp$/, '')].filter(Boolean).join(':')]),
  );
}

function runCommand({ query, body }: Asked, started: boolean): string {
  const { Image = '', Cmd, Env, Tty, OpenStdin, AttachStdout, HostConfig = {} } = body as CreateBody;
  const network = HostConfig.NetworkMode === 'default' ? '' : HostConfig.NetworkMode;
  const words = [
    ...(started && !AttachStdout ? ['-d'] : []),
    ...(HostConfig.AutoRemove ? ['--rm'] : []),
    ...(OpenStdin ? ['-i'] : []),
    ...(Tty ? ['-t'] : []),
    ...flag('--name', query.get('name')),
    ...(Env ?? []).flatMap((variable) => ['-e', variable]),
    ...portFlags(HostConfig),
    ...(HostConfig.Binds ?? []).flatMap((bind) => ['-v', bind]),
    ...flag('--network', network),
    ...flag('-m', HostConfig.Memory ? String(HostConfig.Memory) : ''),
    Image,
    ...(Cmd ?? []),
  ];
  return ['docker', started ? 'run' : 'create', ...words.map(shellWord)].join(' ');
}

/** The request without the API's version, and its query apart. */
function parted(request: RequestEvent): Asked {
  const [path = '', query] = request.path.replace(/^\/v\d+\.\d+(?=\/)/, '').split('?');
  return { ...request, path, query: new URLSearchParams(query) };
}

const short = (what: string): string => decodeURIComponent(what).replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1');

/** What somebody would have typed to have the same requests sent; empty when there is no such command. */
export function commandFor(requests: readonly RequestEvent[]): string {
  const asked = requests.map(parted);
  const create = asked.findLast(({ path, body }) => path === '/containers/create' && body !== undefined);
  if (create)
    return runCommand(
      create,
      asked.some(({ path }) => path.endsWith('/start')),
    );
  // The last one counts: some look first at what they are about.
  for (const request of asked.toReversed()) {
    for (const [method, path, words] of typed) {
      const found = method === request.method ? path.exec(request.path) : null;
      if (found) return ['docker', ...words(short(found[1] ?? ''), request).map(shellWord)].join(' ');
    }
  }
  return '';
}

export function fourWays(command: Command, moments: readonly Moment[]): FourWays {
  const own = moments.filter((moment) => moment.command === command.number);
  const requests = own.flatMap(({ request }) => request ?? []);
  const steps = own.filter(({ kind }) => kind === 'step' || kind === 'call');
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
