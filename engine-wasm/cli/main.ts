/** docker: the client. One process for each command; everything it knows it asks the daemon. */
import { sys } from '../sys/quickjs.ts';
import { ApiFailure, Client } from './client.ts';
import { Refusal, type Command, type Context } from './command.ts';
import { parseFlags, UsageError } from './flags.ts';
import { findCommand, type Entry } from './table.ts';

const encoder = new TextEncoder();

function write(fd: number, text: string): void {
  for (let bytes = encoder.encode(text); bytes.length > 0;) bytes = bytes.subarray(sys.files.write(fd, bytes));
}

const print = (text: string): void => write(1, text);
const printError = (text: string): void => write(2, text);
const startsContainers = (name: string): boolean => /(^| )(run|create)$/.test(name);

/** Global options before the command. */
function host(words: string[]): string {
  let chosen = sys.processes.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
  while (words[0] === '-H' || words[0] === '--host') {
    words.shift();
    chosen = words.shift() ?? chosen;
  }
  return chosen;
}

function argumentsProblem(name: string, [fewest, most]: Command['args'], count: number): string | null {
  const plural = (n: number): string => `${n} argument${n === 1 ? '' : 's'}`;
  if (fewest === most && count !== fewest) return `docker: 'docker ${name}' ${fewest === 0 ? 'accepts no arguments' : `requires ${plural(fewest)}`}`;
  if (count < fewest) return `docker: 'docker ${name}' requires at least ${plural(fewest)}`;
  if (count > most) return `docker: 'docker ${name}' requires at most ${plural(most)}`;
  return null;
}

function usageOf(name: string, command: Command): string {
  return `\nUsage:  ${command.usage.replace(/^docker \S+/, `docker ${name}`)}\n`;
}

function report(error: unknown, { name }: Entry, command: Command): number {
  const { message } = error as Error;
  const hint = `\nRun 'docker ${name} --help' for more information\n`;
  const starting = startsContainers(name);
  if (error instanceof UsageError) {
    const isFlag = /^unknown|^flag needs|^invalid argument/.test(message);
    printError(isFlag ? `${message}\n${usageOf(name, command)}${hint}` : `docker: ${message}\n${hint}`);
    return 125;
  }
  const text = error instanceof ApiFailure ? `Error response from daemon: ${message}` : message;
  if (!starting || name.endsWith('create') || error instanceof Refusal) {
    printError(`${text}\n`);
    return 1;
  }
  printError(`docker: ${text}\n${hint}`);
  if (/executable file not found|no such file or directory/.test(message)) return 127;
  return /permission denied|is a directory/.test(message) ? 126 : 125;
}

async function runCommand(entry: Entry, words: readonly string[], client: Client): Promise<number> {
  const { command } = await entry.load();
  try {
    if (words[0] === '--help' || (command.interspersed && words.includes('--help'))) {
      print((await import('./help.ts')).commandHelp(entry, command));
      return 0;
    }
    const { flags, args } = parseFlags(command.flags, words, command.interspersed);
    const problem = argumentsProblem(entry.name, command.args, args.length);
    if (problem !== null) {
      printError(
        `${problem}\n${usageOf(entry.name, command)}\n${command.args[0] === command.args[1] ? 'Run' : 'See'} 'docker ${entry.name} --help' for more information\n`,
      );
      return 1;
    }
    const context: Context = { sys, client, flags, args, print, printError };
    return await command.run(context);
  } catch (error) {
    return report(error, entry, command);
  }
}

/** Words that name no command: help of a group or of everything, or an error. */
async function withoutCommand(words: readonly string[]): Promise<number> {
  const { groupHelp, overview } = await import('./help.ts');
  const [first, second] = words;
  if (first === undefined || first === '--help' || first === 'help') {
    print(overview());
    return 0;
  }
  const group = groupHelp(first);
  if (group !== null && (second === undefined || second === '--help')) {
    (second === undefined ? printError : print)(group);
    return 0;
  }
  if (first.startsWith('-')) {
    printError(`unknown flag: ${first}\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information\n`);
    return 125;
  }
  const unknown = `docker: unknown command: docker ${words.join(' ')}\n\n`;
  if (group !== null)
    printError(`${unknown}Usage:  docker ${first === 'volume' ? 'volume COMMAND' : first}\n\nRun 'docker ${first} --help' for more information\n`);
  else printError(`${unknown}Run 'docker --help' for more information\n`);
  return 1;
}

async function main(words: string[]): Promise<number> {
  const client = new Client(sys, host(words));
  if (words[0] === '__complete' || sys.processes.env['COMP_LINE'] !== undefined) {
    const { command } = await import('./commands/complete.ts');
    return command.run({ sys, client, flags: {}, args: words, print, printError });
  }
  const found = findCommand(words);
  if (found) return runCommand(found.entry, words.slice(found.length), client);
  if (words[0] === '--version' || words[0] === '-v') return runCommand((findCommand(['version']) as { entry: Entry }).entry, [], client);
  return withoutCommand(words);
}

sys.processes.exit(await main(sys.processes.argv.slice(1)));
