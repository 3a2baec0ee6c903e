/** What `--help` prints, for a command, a group and the client as a whole. */
import type { Sys } from '../sys/sys.ts';
import type { Command } from './command.ts';
import { globalOptions } from './global-options.ts';
import { commonCommands, summaries } from './summaries.ts';
import { groups, isGroup } from './table.ts';

const jsonForms = [
  "'json':             Print in JSON format",
  "'TEMPLATE':         Print output using the given Go template.",
  'Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates',
];
const tableForms = [
  "'table':            Print output in table format with column headers (default)",
  "'table TEMPLATE':   Print output in table format using the given Go template",
];

/** What many commands say of their `--format` stands in their options as `(rows)` or `(object)`. */
const formats: Readonly<Record<string, readonly string[]>> = { rows: [...tableForms, ...jsonForms], object: jsonForms };

const expand = (help: string): string =>
  help.replace(/^(Format output using a custom template) \((\w+)\)$/, (_, start: string, what: string) => [`${start}:`, ...(formats[what] ?? [])].join('\n'));

/** A rest that is this short stays on its line. */
const slop = 5;

function cut(text: string, width: number): readonly [line: string, rest: string] {
  const space = Math.max(text.lastIndexOf(' ', width - 1), text.lastIndexOf('\n', width - 1));
  if (width + slop > text.length || space <= 0) return [text, ''];
  const newline = text.lastIndexOf('\n', width - 1);
  const end = newline > 0 && newline < space ? newline : space;
  return [text.slice(0, end), text.slice(end + 1)];
}

/** Breaks a flag's help as the pflag package does, which the real client uses. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let [line, rest] = cut(text, width); ; [line, rest] = cut(rest, width)) {
    lines.push(...line.split('\n'));
    if (rest === '') return lines;
  }
}

const nameIn = (line: string): string => /--([\w-]+)/.exec(line)?.[1] ?? '';

/** By name. A flag's help may go on in the lines below, under its beginning. */
function optionLines(options: string, columns: number): string {
  const column = /^ +(?:-\w, )?--[\w-]+(?: \S+)? {2,}/m.exec(options)?.[0].length ?? 0;
  const flags = options
    .replaceAll(`\n${' '.repeat(column)}`, '\0')
    .split('\n')
    .filter((line) => line !== '')
    .sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1));
  const width = columns - 1 - column - slop;
  const indent = `\n${' '.repeat(column)}`;
  return flags.map((line) => `${line.slice(0, column)}${wrap(expand(line.slice(column).replaceAll('\0', '\n')), width).join(indent)}\n`).join('');
}

function columnsOf(sys: Sys): number {
  return sys.terminals.size(0).columns || 80;
}

/** What the real client says of such a command. */
const experimental = (name: string): string => `EXPERIMENTAL:
  docker ${name} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`;

export function commandHelp(sys: Sys, names: readonly string[], name: string, command: Command): string {
  const about = command.about ?? names.map((alias) => summaries[alias]).find((summary) => summary !== undefined) ?? '';
  const aliases = names.length > 1 ? `\nAliases:\n  ${names.map((alias) => `docker ${alias}`).join(', ')}\n` : '';
  const options = command.options === undefined ? '' : `\nOptions:\n${optionLines(command.options, columnsOf(sys))}`;
  const warning = command.experimental ? `\n${experimental(name)}\n` : '';
  return `Usage:  docker ${`${name} ${command.usage}`.trim()}\n\n${about}\n${warning}${aliases}${options}`;
}

const rows = (names: readonly string[]): string =>
  names.map((name) => `  ${(name.split(' ').pop() as string).padEnd(12)}${summaries[name] as string}\n`).join('');

/** What the help of a group says at its beginning, where it is more than a line. */
const abouts: Readonly<Record<string, string>> = {
  manifest: `The **docker manifest** command has subcommands for managing image manifests and
manifest lists. A manifest list allows you to use one name to refer to the same image
built for multiple architectures.

To see help for a subcommand, use:

    docker manifest CMD --help

For full details on using docker manifest lists, see the registry v2 specification.

${experimental('manifest')}`,
};

/** The commands of a group. */
export function groupHelp(group: string): string {
  const members = Object.keys(summaries).filter((name) => name.startsWith(`${group} `));
  return `Usage:  docker ${group} COMMAND\n\n${abouts[group] ?? (summaries[group] as string)}\n\nCommands:\n${rows(members)}\nRun 'docker ${group} COMMAND --help' for more information on a command.\n`;
}

export function overview(sys: Sys): string {
  const plain = Object.keys(summaries).filter((name) => !name.includes(' ') && !isGroup(name) && !commonCommands.includes(name));
  return `Usage:  docker [OPTIONS] COMMAND

A self-sufficient runtime for containers

Common Commands:
${rows(commonCommands)}
Management Commands:
${rows(groups)}
Commands:
${rows(plain)}
Global Options:
${optionLines(globalOptions, columnsOf(sys))}
Run 'docker COMMAND --help' for more information on a command.

For more help on how to use Docker, head to https://docs.docker.com/go/guides/
`;
}
