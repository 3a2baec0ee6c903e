import type { ContainerSummary, ImageSummary } from '../../api/containers.ts';
import type { Command, Context } from '../command.ts';
import { commandTable, findCommand } from '../table.ts';

const containerCommands = ['start', 'stop', 'restart', 'kill', 'pause', 'unpause', 'rm', 'rename', 'logs', 'exec', 'attach', 'inspect', 'top', 'stats', 'wait'];
const imageCommands = ['run', 'create', 'rmi', 'tag', 'history', 'inspect'];

async function candidates({ client }: Context, words: readonly string[], current: string): Promise<readonly string[]> {
  const path = words.filter((word) => !word.startsWith('-'));
  const before = path.join(' ');
  const found = findCommand(path);
  if (!found)
    return [
      ...new Set(
        commandTable
          .map(({ name }) => name)
          .filter((name) => before === '' || name.startsWith(`${before} `))
          .map((name) => name.slice(before === '' ? 0 : before.length + 1).split(' ')[0] as string),
      ),
    ];
  if (current.startsWith('-')) return (await found.entry.load()).command.flags.map(({ long }) => `--${long}`);
  const verb = found.entry.name.split(' ').pop() as string;
  const names: string[] = [];
  if (containerCommands.includes(verb))
    names.push(...(await client.json<ContainerSummary[]>('GET', '/containers/json?all=1')).map(({ Names }) => (Names[0] ?? '').slice(1)));
  if (imageCommands.includes(verb))
    names.push(...(await client.json<ImageSummary[]>('GET', '/images/json')).flatMap(({ RepoTags }) => RepoTags).map((tag) => tag.replace(/:latest$/, '')));
  return names;
}

/** Called by the shell's `complete -C`: the line is in COMP_LINE, the answer is one candidate a line. */
export const command: Command = {
  usage: 'docker __complete',
  flags: [],
  args: [0, Infinity],
  interspersed: false,
  async run(context) {
    const words = (context.sys.processes.env['COMP_LINE'] ?? '').split(/\s+/).slice(1);
    const current = words.pop() ?? '';
    const matching = (await candidates(context, words, current)).filter((word) => word.startsWith(current));
    context.print(matching.map((word) => `${word}\n`).join(''));
    return 0;
  },
};
