/** A statement as an instruction, checked. */
import { parseDuration } from './duration.ts';
import { InstructionError } from './error.ts';
import { Flags, type FlagKind } from './flags.ts';
import { chompTabs, parseHeredoc, type Heredoc } from './heredoc.ts';
import type { Command, CommandLine, Copy, Health, Instruction, Pair, Run } from './instruction.ts';
import { instructionNames, type Statement } from './statement.ts';
import { suggestion } from './suggest.ts';

type Parser = (statement: Statement, name: string) => Instruction;

const baseOf = ({ original, location }: Statement): { code: string; location: Statement['location'] } => ({ code: original.trim(), location });

function atLeastOne({ args }: Statement, name: string): void {
  if (args.length === 0) throw new InstructionError(`${name} requires at least one argument`);
}

function exactlyOne({ args }: Statement, name: string): string {
  if (args.length !== 1) throw new InstructionError(`${name} requires exactly one argument`);
  return args[0] as string;
}

function noFlags({ flags }: Statement): void {
  new Flags(flags, {});
}

const from: Parser = (statement) => {
  const { args } = statement;
  const [image = '', as = '', stage = ''] = args;
  const isNamed = args.length === 3 && as.toLowerCase() === 'as';
  if (!isNamed && args.length !== 1) throw new InstructionError('FROM requires either one or three arguments');
  if (isNamed && !/^[a-z][a-z0-9\-_.]*$/.test(stage.toLowerCase()))
    throw new InstructionError(`invalid name for build stage: ${JSON.stringify(stage)}, name can't start with a number or contain symbols`);
  const flags = new Flags(statement.flags, { platform: 'text' });
  return { kind: 'from', ...baseOf(statement), image, stage: stage.toLowerCase(), platform: flags.text('platform') };
};

const copyFlags: Readonly<Record<'COPY' | 'ADD', Readonly<Record<string, FlagKind>>>> = {
  COPY: { chown: 'text', from: 'text', chmod: 'text', link: 'boolean', parents: 'boolean', exclude: 'list' },
  ADD: { chown: 'text', chmod: 'text', link: 'boolean', 'keep-git-dir': 'boolean', checksum: 'text', unpack: 'boolean', exclude: 'list' },
};

const copy: Parser = (statement, name): Copy => {
  const { args, heredocs } = statement;
  if (args.length < 2) throw new InstructionError(`${name} requires at least two arguments, but only one was provided. Destination could not be determined`);
  const flags = new Flags(statement.flags, copyFlags[name as 'COPY' | 'ADD']);
  const destination = args.at(-1) as string;
  if (parseHeredoc(destination)) throw new InstructionError(`${name} cannot accept a heredoc as a destination`);
  const sources = args.slice(0, -1);
  const contentOf = (word: string): Heredoc[] => heredocs.filter((heredoc) => heredoc.name === parseHeredoc(word)?.name);
  return {
    kind: name === 'ADD' ? 'add' : 'copy',
    ...baseOf(statement),
    sources: sources.filter((source) => !parseHeredoc(source)),
    contents: sources.flatMap(contentOf).map((heredoc) => (heredoc.chomp ? { ...heredoc, content: chompTabs(heredoc.content) } : heredoc)),
    destination,
    from: flags.text('from'),
    chown: flags.text('chown'),
    chmod: flags.text('chmod'),
    exclude: flags.list('exclude'),
    checksum: flags.text('checksum'),
    link: flags.isSet('link'),
    parents: flags.isSet('parents'),
    unpack: flags.has('unpack') ? flags.isSet('unpack') : undefined,
  };
};

const commandOf = ({ args, json }: Statement): CommandLine => ({ args, shell: !json });

/** @throws InstructionError */
function oneOf(flags: Flags, name: string, known: readonly string[], refusal: (value: string) => string): string {
  const value = flags.text(name);
  if (flags.has(name) && !known.includes(value)) throw new InstructionError(refusal(JSON.stringify(value)));
  return value;
}

const run: Parser = (statement): Run => {
  const flags = new Flags(statement.flags, { mount: 'list', network: 'text', security: 'text', device: 'list' });
  if (flags.list('mount').some((mount) => /(^|,)from=[^,]*\$./.test(mount)))
    throw new InstructionError("'from' doesn't support variable expansion, define alias stage instead");
  return {
    kind: 'run',
    ...baseOf(statement),
    command: commandOf(statement),
    heredocs: statement.heredocs,
    mounts: flags.list('mount'),
    network: oneOf(flags, 'network', ['default', 'none', 'host'], (value) => `invalid network mode ${value}`),
    security: oneOf(flags, 'security', ['sandbox', 'insecure'], (value) => `security ${value} is not valid`),
    devices: flags.list('device'),
  };
};

const command: Parser = (statement, name) => {
  noFlags(statement);
  return { kind: name === 'CMD' ? 'cmd' : 'entrypoint', ...baseOf(statement), command: commandOf(statement) };
};

const pairs: Parser = (statement, name) => {
  noFlags(statement);
  atLeastOne(statement, name);
  const { args } = statement;
  const found: Pair[] = [];
  for (let i = 0; i < args.length; i += 2) {
    if (args[i] === '') throw new InstructionError(`${name} names can not be blank`);
    found.push({ name: args[i] as string, value: args[i + 1] as string });
  }
  return { kind: name === 'ENV' ? 'env' : 'label', ...baseOf(statement), pairs: found };
};

const argument: Parser = (statement, name) => {
  atLeastOne(statement, name);
  noFlags(statement);
  const args = statement.args.map((word) => {
    const equals = word.indexOf('=');
    if (equals === 0) throw new InstructionError(`${name} names can not be blank`);
    return equals < 0 ? { name: word, value: undefined } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  return { kind: 'arg', ...baseOf(statement), args };
};

const values: Parser = (statement, name) => {
  atLeastOne(statement, name);
  noFlags(statement);
  const args = name === 'EXPOSE' ? [...statement.args].sort() : statement.args;
  if (name === 'VOLUME' && args.some((value) => value.trim() === '')) throw new InstructionError('VOLUME specified can not be an empty string');
  return { kind: name === 'EXPOSE' ? 'expose' : 'volume', ...baseOf(statement), values: args };
};

const shell: Parser = (statement) => {
  noFlags(statement);
  if (statement.args.length === 0) throw new InstructionError('SHELL requires at least one argument');
  if (!statement.json) throw new InstructionError('SHELL requires the arguments to be in JSON form');
  return { kind: 'shell', ...baseOf(statement), values: statement.args };
};

const single: Parser = (statement, name) => {
  const value = exactlyOne(statement, name);
  noFlags(statement);
  return { kind: name.toLowerCase() as 'user' | 'workdir' | 'stopsignal' | 'maintainer', ...baseOf(statement), value };
};

const onBuild: Parser = (statement) => {
  atLeastOne(statement, 'ONBUILD');
  noFlags(statement);
  const trigger = (statement.args[0] as string).trim().toUpperCase();
  if (trigger === 'ONBUILD') throw new InstructionError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger === 'FROM' || trigger === 'MAINTAINER') throw new InstructionError(`${trigger} isn't allowed as an ONBUILD trigger`);
  const documents = statement.heredocs.map(({ content, name }) => `\n${content}${name}`).join('');
  return { kind: 'onbuild', ...baseOf(statement), value: statement.original.replace(/^\s*ONBUILD\s*/i, '') + documents };
};

/** Nanoseconds. */
const shortestInterval = 1e6;

function interval(flags: Flags, name: string): number | undefined {
  if (!flags.text(name)) return undefined;
  const duration = parseDuration(flags.text(name));
  if (duration !== 0 && duration < shortestInterval) throw new InstructionError(`Interval ${JSON.stringify(name)} cannot be less than 1ms`);
  return duration;
}

function retries(text: string): number | undefined {
  if (text === '') return undefined;
  if (!/^[-+]?\d+$/.test(text)) throw new InstructionError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) < 0) throw new InstructionError(`--retries cannot be negative (${Number(text)})`);
  return Number(text);
}

const healthCheck: Parser = (statement) => {
  atLeastOne(statement, 'HEALTHCHECK');
  const [written = '', ...args] = statement.args;
  const type = written.toUpperCase();
  const done = (health: Health): Command => ({ kind: 'healthcheck', ...baseOf(statement), health });
  if (type === 'NONE') {
    if (args.length > 0) throw new InstructionError('HEALTHCHECK NONE takes no arguments');
    return done({ Test: ['NONE'] });
  }
  const flags = new Flags(statement.flags, { interval: 'text', timeout: 'text', 'start-period': 'text', 'start-interval': 'text', retries: 'text' });
  if (type !== 'CMD') throw new InstructionError(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
  if (args.length === 0) throw new InstructionError('Missing command after HEALTHCHECK CMD');
  const times: Record<string, number | undefined> = {
    Interval: interval(flags, 'interval'),
    Timeout: interval(flags, 'timeout'),
    StartPeriod: interval(flags, 'start-period'),
    StartInterval: interval(flags, 'start-interval'),
    Retries: retries(flags.text('retries')),
  };
  const given = Object.fromEntries(Object.entries(times).filter(([, value]) => value));
  return done({ Test: [statement.json ? 'CMD' : 'CMD-SHELL', ...args], ...given });
};

const parsers: Readonly<Record<string, Parser>> = {
  ADD: copy,
  ARG: argument,
  CMD: command,
  COPY: copy,
  ENTRYPOINT: command,
  ENV: pairs,
  EXPOSE: values,
  FROM: from,
  HEALTHCHECK: healthCheck,
  LABEL: pairs,
  MAINTAINER: single,
  ONBUILD: onBuild,
  RUN: run,
  SHELL: shell,
  STOPSIGNAL: single,
  USER: single,
  VOLUME: values,
  WORKDIR: single,
};

/** @throws InstructionError with BuildKit's texts */
export function parseInstruction(statement: Statement): Instruction {
  const name = statement.name.toUpperCase();
  const parse = parsers[name];
  if (!parse) throw new InstructionError(`unknown instruction: ${statement.name}${suggestion(statement.name, instructionNames)}`);
  return parse(statement, name);
}
