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

export function overview(): string {
  const plain = commandTable.filter(({ name }) => !name.includes(' '));
  const groups = [...new Set(commandTable.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0] as string))];
  const row = (name: string, text: string): string => `  ${name.padEnd(12)}${text}\n`;
  return `Usage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nManagement Commands:\n${groups.map((group) => row(group, `Manage ${group === 'system' ? 'Docker' : `${group}s`}`)).join('')}\nCommands:\n${plain.map(({ name, summary }) => row(name, summary)).join('')}\nRun 'docker COMMAND --help' for more information on a command.\n`;
}
