import { query } from '../client.ts';
import type { Command, Context } from '../command.ts';
import { flagsOf, type Flag } from '../flags.ts';
import { globalOptions } from '../global-options.ts';
import { summaries } from '../summaries.ts';
import { findCommand, isGroup, type Found } from '../table.ts';

type Kind = 'running' | 'container' | 'image' | 'network' | 'volume';

/** What a command's arguments name; `docker container …` and its like by their last word. */
const argumentKinds: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(['attach', 'exec', 'kill', 'pause', 'port', 'restart', 'stats', 'stop', 'top', 'unpause', 'update'].map((name) => [name, 'running'])),
  ...Object.fromEntries(['commit', 'cp', 'diff', 'export', 'inspect', 'logs', 'rename', 'rm', 'start', 'wait'].map((name) => [name, 'container'])),
  ...Object.fromEntries(['create', 'history', 'push', 'rmi', 'run', 'save', 'tag'].map((name) => [name, 'image'])),
  ...Object.fromEntries(['image inspect', 'image rm', 'image remove', 'pull'].map((name) => [name, 'image'])),
  ...Object.fromEntries(['network inspect', 'network rm', 'network connect', 'network disconnect'].map((name) => [name, 'network'])),
  ...Object.fromEntries(['volume inspect', 'volume rm'].map((name) => [name, 'volume'])),
};

const flagKinds: Readonly<Record<string, Kind>> = { network: 'network', 'volumes-from': 'container', link: 'container', volume: 'volume' };

/** Commands with one argument of a kind, and with another after it. */
const single = /^(attach|commit|diff|exec|export|history|logs|port|rename|top|run|create|push|tag)$/;

async function namesOf({ client }: Context, kind: Kind): Promise<readonly string[]> {
  if (kind === 'image')
    return (await client.json<{ RepoTags: string[] | null }[]>('GET', '/images/json'))
      .flatMap(({ RepoTags }) => RepoTags ?? [])
      .map((tag) => tag.replace(/:latest$/, ''));
  if (kind === 'network') return (await client.json<{ Name: string }[]>('GET', '/networks')).map(({ Name }) => Name);
  if (kind === 'volume') return ((await client.json<{ Volumes: { Name: string }[] | null }>('GET', '/volumes')).Volumes ?? []).map(({ Name }) => Name);
  const containers = await client.json<{ Names: string[] }[]>('GET', `/containers/json${query({ all: kind === 'container' })}`);
  return containers.flatMap(({ Names }) => Names).map((name) => name.slice(1));
}

/** Commands, or those of a group. */
function commandsAfter(group: string): readonly string[] {
  const begin = group === '' ? '' : `${group} `;
  return Object.keys(summaries)
    .filter((name) => name.startsWith(begin) && !name.slice(begin.length).includes(' '))
    .map((name) => name.slice(begin.length));
}

interface Line {
  /** Arguments that stand there already. */
  readonly args: number;
  /** The flag whose value is being written. */
  readonly pending: Flag | undefined;
}

function readLine(words: readonly string[], flags: readonly Flag[]): Line {
  let args = 0;
  let pending: Flag | undefined;
  for (const word of words) {
    if (pending) pending = undefined;
    else if (!word.startsWith('-')) args++;
    else if (!word.includes('=')) {
      const flag = flags.find(({ long, short }) => word === `--${long}` || (short !== '' && /^-\w+$/.test(word) && word.endsWith(short)));
      pending = flag && flag.type !== '' ? flag : undefined;
    }
  }
  return { args, pending };
}

async function afterCommand(context: Context, found: Found, words: readonly string[], current: string): Promise<readonly string[]> {
  const { command } = await found.load();
  const flags = flagsOf(command.options ?? '');
  const { args, pending } = readLine(words, flags);
  const verb = found.name.split(' ').pop() as string;
  if (pending) return flagKinds[pending.long] ? namesOf(context, flagKinds[pending.long] as Kind) : [];
  if (current.startsWith('-') && (command.interspersed !== false || args === 0)) return flags.map(({ long }) => `--${long}`);
  if (args > 0 && (single.test(verb) || command.interspersed === false)) return [];
  if (args > 0 && /^network (dis)?connect$/.test(found.name)) return namesOf(context, 'container');
  const kind =
    argumentKinds[found.name] ??
    (isGroup(found.name.split(' ')[0]) && !/^(network|volume|image|manifest) /.test(found.name)
      ? argumentKinds[verb]
      : argumentKinds[found.name.replace(/^image /, '')]);
  return kind === undefined ? [] : namesOf(context, kind);
}

async function candidates(context: Context, words: readonly string[], current: string): Promise<readonly string[]> {
  const globals = flagsOf(globalOptions);
  const start = words.findIndex((word, i) => !word.startsWith('-') && !readLine(words.slice(0, i), globals).pending);
  if (start < 0) return current.startsWith('-') ? globals.map(({ long }) => `--${long}`) : commandsAfter('');
  const rest = words.slice(start);
  if (isGroup(rest[0]) && rest.length === 1) return commandsAfter(rest[0] as string);
  const found = findCommand(rest);
  return found ? afterCommand(context, found, rest.slice(found.name.split(' ').length), current) : [];
}

/** Called by the shell's `complete -C`: the line up to the cursor is in COMP_LINE, the answer is one candidate a line. */
export const command: Command = {
  usage: '',
  args: [0, Infinity],
  interspersed: false,
  async run(context) {
    const { env } = context.sys.processes;
    const line = (env['COMP_LINE'] ?? '').slice(0, Number(env['COMP_POINT'] ?? Infinity));
    const words = line.split(/\s+/).slice(1);
    const current = words.pop() ?? '';
    const matching = (await candidates(context, words, current).catch(() => [])).filter((word) => word.startsWith(current));
    context.print(matching.map((word) => `${word}\n`).join(''));
    return 0;
  },
};
