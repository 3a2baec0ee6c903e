import type { Command } from './command.ts';
import type { Flag } from './flags.ts';
import { commandTable, type Entry } from './table.ts';

function flagLine({ long, short, kind, help }: Flag): string {
  const value = kind === 'bool' ? '' : ` ${kind}`;
  return `  ${short === undefined ? '    ' : `-${short}, `}--${`${long}${value}`.padEnd(26)}${help}\n`;
}

export function commandHelp({ name, summary }: Entry, command: Command): string {
  const options =
    command.flags.length === 0
      ? ''
      : `\nOptions:\n${[...command.flags]
          .sort((a, b) => (a.long < b.long ? -1 : 1))
          .map(flagLine)
          .join('')}`;
  const usage = command.usage.replace(/^docker \S+/, `docker ${name}`);
  return `Usage:  ${usage}\n\n${summary}\n${options}`;
}

const managing = (group: string): string => `Manage ${group === 'system' ? 'Docker' : `${group}s`}`;

/** The commands of a group; null when there is no such group. */
export function groupHelp(group: string): string | null {
  const members = commandTable.filter(({ name }) => name.startsWith(`${group} `));
  if (members.length === 0) return null;
  const verbs = members.map(({ name, summary }) => ({ verb: name.slice(group.length + 1), summary })).sort((a, b) => (a.verb < b.verb ? -1 : 1));
  const width = Math.max(11, ...verbs.map(({ verb }) => verb.length)) + 1;
  const rows = verbs.map(({ verb, summary }) => `  ${verb.padEnd(width)}${summary}\n`).join('');
  return `Usage:  docker ${group} COMMAND\n\n${managing(group)}\n\nCommands:\n${rows}\nRun 'docker ${group} COMMAND --help' for more information on a command.\n`;
}

export function overview(): string {
  const plain = commandTable.filter(({ name }) => !name.includes(' '));
  const groups = [...new Set(commandTable.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0] as string))];
  const row = (name: string, text: string): string => `  ${name.padEnd(12)}${text}\n`;
  return `Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nManagement Commands:\n${groups.map((group) => row(group, managing(group))).join('')}\nCommands:\n${plain.map(({ name, summary }) => row(name, summary)).join('')}\nRun 'docker COMMAND --help' for more information on a command.\n`;
}
