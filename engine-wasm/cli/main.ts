/** docker: the client. One process for each command; everything it knows it asks the daemon. */
import { sys } from '../sys/quickjs.ts';
import { ApiFailure, Client } from './client.ts';
import { Refusal, type Command, type Context } from './command.ts';
import { parseFlags, type Parsed } from './flags.ts';
import { globalOptions } from './global-options.ts';
import { findCommand, isGroup, type Found } from './table.ts';

const encoder = new TextEncoder();

function write(fd: number, text: string): void {
  for (let bytes = encoder.encode(text); bytes.length > 0;) bytes = bytes.subarray(sys.files.write(fd, bytes));
}

const print = (text: string): void => write(1, text);
const printError = (text: string): void => write(2, text);

const deprecated = 'Flag shorthand -h has been deprecated, use --help\n';

/** A mistake, with how it is done right. */
function usage(message: string, name: string, form: string, verb: 'Run' | 'See' = 'Run'): string {
  const command = `docker ${name}`.trim();
  return `${message}\n\nUsage:  ${`${command} ${form}`.trim()}\n\n${verb} '${command} --help' for more information\n`;
}

function argumentsProblem([fewest, most]: Command['args'], count: number): string | null {
  const plural = (n: number): string => `${n} argument${n === 1 ? '' : 's'}`;
  if (count >= fewest && count <= most) return null;
  if (fewest === most) return fewest === 0 ? 'accepts no arguments' : `requires ${plural(fewest)}`;
  if (most === Infinity) return `requires at least ${plural(fewest)}`;
  return fewest === 0 ? `requires at most ${plural(most)}` : `requires at least ${fewest} and at most ${plural(most)}`;
}

function report(error: unknown): number {
  const { message } = error as Error;
  printError(error instanceof ApiFailure ? `Error response from daemon: ${message}\n` : `${message}\n`);
  return error instanceof Refusal ? error.code : 1;
}

async function help({ names, name }: Found, command: Command): Promise<number> {
  print((await import('./help.ts')).commandHelp(sys, names, name, command));
  return 0;
}

async function runCommand(found: Found, words: readonly string[], client: Client): Promise<number> {
  const { name } = found;
  const { command } = await found.load();
  let parsed: Parsed;
  try {
    parsed = await parseFlags((command.options ?? '\n') + (command.hidden ?? ''), words, command.interspersed ?? true, command.check);
  } catch (error) {
    printError(usage((error as Error).message, name, command.usage));
    return 125;
  }
  const { flags, args } = parsed;
  if (parsed.help) {
    if (words.includes('-h')) print(deprecated);
    return help(found, command);
  }
  const problem = argumentsProblem(command.args, args.length);
  if (problem !== null) {
    printError(usage(`docker: 'docker ${name}' ${problem}`, name, command.usage, command.args[1] === Infinity ? 'See' : 'Run'));
    return 1;
  }
  const context: Context = { sys, client, name, flags, args, print, printError };
  try {
    return await command.run(context);
  } catch (error) {
    return report(error);
  }
}

/** A group without a command of it: its help, or an error. */
async function runGroup(group: string, [word]: readonly string[]): Promise<number> {
  const { groupHelp } = await import('./help.ts');
  const form = group === 'volume' || group === 'manifest' ? 'COMMAND' : '';
  if (word === undefined || word === '--help') {
    (word === undefined ? printError : print)(groupHelp(group));
    return 0;
  }
  if (word.startsWith('--')) printError(usage(`unknown flag: ${word}`, group, form));
  else if (word.startsWith('-')) printError(usage(`unknown shorthand flag: '${word[1] ?? ''}' in ${word}`, group, form));
  else printError(usage(`docker: unknown command: docker ${group} ${word}`, group, form));
  return word.startsWith('-') ? 125 : 1;
}

/** `docker help …`. */
async function explain(words: readonly string[]): Promise<number> {
  if (words.length === 0) print((await import('./help.ts')).overview(sys));
  else if (isGroup(words[0]) && words.length === 1) return runGroup(words[0] as string, ['--help']);
  else {
    const found = findCommand(words);
    if (found) return help(found, (await found.load()).command);
    printError(`unknown help topic: ${words.join(' ')}\n`);
    return 1;
  }
  return 0;
}

/** The daemon's address. */
async function host({ flags }: Parsed): Promise<string> {
  const context = flags['context'] as string | undefined;
  if (context !== undefined && context !== 'default') {
    throw new Refusal(`Failed to initialize: unable to resolve docker endpoint: ${(await import('./contexts.ts')).noContext(sys, context)}`);
  }
  return (flags['host'] as readonly string[] | undefined)?.at(-1) ?? (sys.processes.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock');
}

async function parseGlobal(words: readonly string[]): Promise<Parsed | null> {
  try {
    return await parseFlags(globalOptions, words, false);
  } catch (error) {
    printError(usage((error as Error).message, '', '[OPTIONS] COMMAND [ARG...]'));
    return null;
  }
}

async function main(words: readonly string[]): Promise<number> {
  const global = await parseGlobal(words);
  if (!global) return 125;
  const { args, flags } = global;
  const [word] = args;
  if (flags['version'] === true) {
    print(`Docker version ${(await import('./client-version.ts')).clientVersion}, build drydock\n`);
    return 0;
  }
  if (global.help && words.includes('-h')) printError(deprecated);
  const level = flags['log-level'] as string | undefined;
  if (level !== undefined && !/^(debug|info|warn|error|fatal|panic|trace)$/.test(level)) throw new Refusal(`Unable to parse logging level: ${level}`);
  if (global.help || word === 'help') return explain(word === 'help' ? args.slice(1) : []);
  if (word === undefined) {
    printError((await import('./help.ts')).overview(sys));
    return 0;
  }
  const found = findCommand(args);
  if (found) return runCommand(found, args.slice(found.name.split(' ').length), new Client(sys, await host(global)));
  if (isGroup(word)) return runGroup(word, args.slice(1));
  printError(`docker: unknown command: docker ${word}\n\nRun 'docker --help' for more information\n`);
  return 1;
}

sys.processes.exit(await main(sys.processes.argv.slice(1)).catch(report));
