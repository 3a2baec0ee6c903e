/** Command-line flags as Docker's commands take them: long and short, joined and apart, repeated, and none after the first argument where that ends them. */

export interface Flag {
  readonly long: string;
  readonly short?: string;
  readonly kind: 'bool' | 'string' | 'list';
  readonly help: string;
}

export type FlagValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Parsed {
  readonly flags: FlagValues;
  readonly args: readonly string[];
}

/** A mistake in the command line. */
export class UsageError extends Error {}

interface Cursor {
  readonly words: readonly string[];
  at: number;
}

function take(flag: Flag, shown: string, given: string | undefined, cursor: Cursor, into: Record<string, string | boolean | readonly string[]>): void {
  if (flag.kind === 'bool') {
    into[flag.long] = given === undefined || given === 'true';
    return;
  }
  const value = given ?? cursor.words[cursor.at++];
  if (value === undefined) throw new UsageError(`flag needs an argument: ${shown}`);
  into[flag.long] = flag.kind === 'list' ? [...((into[flag.long] as readonly string[] | undefined) ?? []), value] : value;
}

function takeShort(known: readonly Flag[], word: string, cursor: Cursor, into: Record<string, string | boolean | readonly string[]>): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string;
    const flag = known.find(({ short }) => short === letter);
    if (!flag) throw new UsageError(`unknown shorthand flag: '${letter}' in ${word}`);
    const rest = word.slice(i + 1).replace(/^=/, '');
    if (flag.kind === 'bool') take(flag, `'${letter}' in ${word}`, undefined, cursor, into);
    else {
      take(flag, `'${letter}' in ${word}`, rest === '' ? undefined : rest, cursor, into);
      return;
    }
  }
}

/** With `interspersed` flags may follow arguments; without (run, exec) the first argument ends them. @throws UsageError */
export function parseFlags(known: readonly Flag[], words: readonly string[], interspersed: boolean): Parsed {
  const flags: Record<string, string | boolean | readonly string[]> = {};
  const args: string[] = [];
  const cursor: Cursor = { words, at: 0 };
  while (cursor.at < words.length) {
    const word = words[cursor.at++] as string;
    if (word === '--') {
      args.push(...words.slice(cursor.at));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      const flag = known.find(({ long }) => long === name);
      if (!flag) throw new UsageError(`unknown flag: --${name}`);
      take(flag, `--${name}`, equals < 0 ? undefined : word.slice(equals + 1), cursor, flags);
    } else if (word.startsWith('-') && word.length > 1) {
      takeShort(known, word, cursor, flags);
    } else if (interspersed) {
      args.push(word);
    } else {
      args.push(word, ...words.slice(cursor.at));
      break;
    }
  }
  return { flags, args };
}
