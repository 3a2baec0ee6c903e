/**
 * Command-line flags as Docker's commands take them: long and short, joined and apart, repeated, and none after the first argument where
 * that ends them. A command's flags are declared by the very text that its `--help` prints, so that the two cannot differ and that starting a
 * command costs one string:
 *
 *     -e, --env list           Set environment variables
 *         --read-only          Mount the container's root filesystem as read only
 */

export interface Flag {
  readonly long: string;
  readonly short: string;
  /** `string`, `int`, `list`, …; empty for one that is on or off. */
  readonly type: string;
}

export type FlagValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Parsed {
  readonly flags: FlagValues;
  readonly args: readonly string[];
  /** `--help` was among them. */
  readonly help: boolean;
}

/** Looks at a value as it is read. @throws Error with what is wrong with it */
export type CheckFlag = (flag: Flag, value: string) => void | Promise<void>;

/** A mistake in the command line. */
class UsageError extends Error {}

const repeated = /^(list|strings|stringArray|map|filter|mount|network|ulimit|gpu-request|bytes-list|port)$/;

function flagOfLine(line: string): Flag {
  const [, short = '', long = '', type = ''] = /^ +(?:-(\w), )?--([\w-]+)(?: (\S+))?(?: {2}|$)/.exec(line) ?? [];
  return { long, short, type };
}

/** Only lines that hold `mark` are looked at closely: searching is the engine's C, matching every line would be bytecode. */
function find(options: string, mark: string, isMeant: (flag: Flag) => boolean): Flag | undefined {
  for (let at = options.indexOf(mark); at >= 0; at = options.indexOf(mark, at + 1)) {
    const flag = flagOfLine(options.slice(options.lastIndexOf('\n', at) + 1, options.indexOf('\n', at)));
    if (isMeant(flag)) return flag;
  }
  return undefined;
}

const findLong = (options: string, name: string): Flag | undefined => find(options, `--${name}`, ({ long }) => long === name);
const findShort = (options: string, letter: string): Flag | undefined => find(options, `-${letter},`, ({ short }) => short === letter);

/** All that `--help` tells of. */
export function flagsOf(options: string): Flag[] {
  return options
    .split('\n')
    .map(flagOfLine)
    .filter(({ long }) => long !== '');
}

const truths: Readonly<Record<string, boolean>> = { 1: true, t: true, T: true, true: true, TRUE: true, True: true };
const lies: Readonly<Record<string, boolean>> = { 0: true, f: true, F: true, false: true, FALSE: true, False: true };

/** Go's strconv.ParseBool. @throws Error with its text */
export function parseBool(value: string): boolean {
  if (truths[value]) return true;
  if (lies[value]) return false;
  throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
}

/** Go's strconv.ParseInt and ParseUint, decimal and hexadecimal. @throws Error with their texts */
export function parseInteger(value: string, sign: 'Int' | 'Uint' = 'Int'): number {
  if (!/^[+-]?(\d+|0x[0-9a-f]+)$/i.test(value) || (sign === 'Uint' && /^[+-]/.test(value)))
    throw new Error(`strconv.Parse${sign}: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}

function checkType({ type }: Flag, value: string): void {
  if (type === '') parseBool(value);
  else if (/^int/.test(type)) parseInteger(value);
  else if (/^uint/.test(type)) parseInteger(value, 'Uint');
  else if (type === 'filter' && value !== '' && !value.includes('=')) throw new Error('bad format of filter (expected name=value)');
}

class Parser {
  readonly #options: string;
  readonly #check: CheckFlag;
  readonly #words: readonly string[];
  #at = 0;
  readonly flags: Record<string, string | boolean | readonly string[]> = {};

  constructor(options: string, check: CheckFlag, words: readonly string[]) {
    this.#options = options;
    this.#check = check;
    this.#words = words;
  }

  next(): string | undefined {
    return this.#words[this.#at++];
  }

  rest(): readonly string[] {
    return this.#words.slice(this.#at);
  }

  async #set(flag: Flag, value: string): Promise<void> {
    try {
      checkType(flag, value);
      await this.#check(flag, value);
    } catch (error) {
      const name = flag.short === '' ? `--${flag.long}` : `-${flag.short}, --${flag.long}`;
      throw new UsageError(`invalid argument ${JSON.stringify(value)} for "${name}" flag: ${(error as Error).message}`, { cause: error });
    }
    const before = this.flags[flag.long] as readonly string[] | undefined;
    if (flag.type === '') this.flags[flag.long] = parseBool(value);
    else this.flags[flag.long] = repeated.test(flag.type) ? [...(before ?? []), ...(flag.type === 'strings' ? value.split(',') : [value])] : value;
  }

  #value(shown: string): string {
    const value = this.next();
    if (value === undefined) throw new UsageError(`flag needs an argument: ${shown}`);
    return value;
  }

  async long(word: string): Promise<void> {
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (/^-|^$/.test(name)) throw new UsageError(`bad flag syntax: ${word}`);
    const flag = findLong(this.#options, name);
    if (!flag) throw new UsageError(`unknown flag: --${name}`);
    if (equals >= 0) await this.#set(flag, word.slice(equals + 1));
    else await this.#set(flag, flag.type === '' ? 'true' : this.#value(`--${name}`));
  }

  /** `-it`, `-eA=1`, `-e=A=1`, `-e A=1`. */
  async short(word: string): Promise<void> {
    for (let i = 1; i < word.length; i++) {
      const flag = findShort(this.#options, word[i] as string);
      if (!flag) throw new UsageError(`unknown shorthand flag: '${word[i] as string}' in -${word.slice(i)}`);
      const joined = word.slice(i + 1);
      if (flag.type === '' && !joined.startsWith('=')) await this.#set(flag, 'true');
      else return this.#set(flag, joined === '' ? this.#value(`'${word[i] as string}' in -${word.slice(i)}`) : joined.replace(/^=/, ''));
    }
  }
}

const everyCommands = '\n  -h, --help   Print usage\n';

/** With `interspersed` flags may follow arguments; without (run, exec) the first argument ends them. @throws UsageError */
export async function parseFlags(options: string, words: readonly string[], interspersed: boolean, check: CheckFlag = () => undefined): Promise<Parsed> {
  const parser = new Parser(options + everyCommands, check, words);
  const args: string[] = [];
  for (let word = parser.next(); word !== undefined; word = parser.next()) {
    if (word === '--') {
      args.push(...parser.rest());
      break;
    }
    if (word.startsWith('--')) await parser.long(word);
    else if (word.startsWith('-') && word.length > 1) await parser.short(word);
    else args.push(word);
    if (args.length > 0 && !interspersed) {
      args.push(...parser.rest());
      break;
    }
  }
  return { flags: parser.flags, args, help: parser.flags['help'] === true };
}
