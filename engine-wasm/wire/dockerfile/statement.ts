/** One instruction as written, cut into its name, flags and arguments. */
import { InstructionError, type Location } from './error.ts';
import type { Heredoc } from './heredoc.ts';
import { jsonOrText, jsonOrWords, nameValuePairs, splitOnSpace, splitWords, type Arguments } from './words.ts';

export interface Statement {
  /** As written. */
  readonly name: string;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly json: boolean;
  /** The whole line, continuations joined. */
  readonly original: string;
  readonly heredocs: readonly Heredoc[];
  readonly location: Location;
}

const plain = (args: readonly string[]): Arguments => ({ args, json: false });
const whole = (rest: string): Arguments => plain(rest === '' ? [] : [rest]);

function healthCheck(rest: string): Arguments {
  const [, type = '', command = ''] = /^(\S*)\s*([^]*)$/.exec(rest) ?? [];
  if (type === '') return plain([]);
  const { args, json } = jsonOrText(command);
  return { args: [type, ...args], json };
}

/** @throws InstructionError */
function onBuild(rest: string, escape: string): Arguments {
  if (rest === '') return plain([]);
  const { name, args, json } = cut(rest, escape);
  return { args: [name, ...args], json };
}

const readers: Readonly<Record<string, (rest: string, escape: string) => Arguments>> = {
  add: jsonOrWords,
  arg: (rest, escape) => plain(splitWords(rest, escape)),
  cmd: jsonOrText,
  copy: jsonOrWords,
  entrypoint: jsonOrText,
  env: (rest, escape) => plain(nameValuePairs(rest, 'ENV', escape)),
  expose: (rest) => plain(splitOnSpace(rest)),
  from: (rest) => plain(splitOnSpace(rest)),
  healthcheck: healthCheck,
  label: (rest, escape) => plain(nameValuePairs(rest, 'LABEL', escape)),
  maintainer: whole,
  onbuild: onBuild,
  run: jsonOrText,
  shell: jsonOrText,
  stopsignal: whole,
  user: whole,
  volume: jsonOrWords,
  workdir: whole,
};

export const instructionNames = Object.keys(readers);

/** `--name` and `--name=value` at the beginning; a bare `--` ends them. */
function takeFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let rest = text;
  for (;;) {
    rest = rest.trimStart();
    const [word] = rest.startsWith('--') ? splitWords(rest, escape) : [];
    if (word === undefined) return { flags, rest };
    rest = rest.slice(word.length);
    if (word === '--') return { flags, rest: rest.trimStart() };
    flags.push(word.replace(/["']/g, ''));
  }
}

/** @throws InstructionError */
export function cut(line: string, escape: string): Pick<Statement, 'name' | 'flags' | 'args' | 'json'> {
  const [, name = '', after = ''] = /^(\S+)\s*([^]*)$/.exec(line.trim()) ?? [];
  const { flags, rest } = takeFlags(after, escape);
  const read = readers[name.toLowerCase()];
  // What is no instruction is told later, with a suggestion.
  return { name, flags, ...(read ? read(rest.trim(), escape) : plain([])) };
}

/** Whether here-documents may follow: they belong to RUN, COPY and ADD, also behind ONBUILD. */
export function takesHeredocs({ name, args, json }: Pick<Statement, 'name' | 'args' | 'json'>): boolean {
  const instruction = name.toLowerCase() === 'onbuild' ? (args[0] ?? '') : name;
  return !json && ['run', 'copy', 'add'].includes(instruction.toLowerCase());
}

/** Adds where it happened to a reason. */
export function locate<T>(work: () => T, wrap: (message: string) => Error): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InstructionError ? wrap(error.message) : error;
  }
}
