/** Variables, quotes and escapes in an instruction's words, as the reference's "Environment replacement" and POSIX's parameter expansion have them. */

/** A word that cannot be expanded; the message is BuildKit's. */
export class ExpansionError extends Error {}

export type Environment = ReadonlyMap<string, string>;

interface Expanded {
  readonly text: string;
  /** What it falls into at spaces that came from variables or stood outside of quotes. */
  readonly words: readonly string[];
}

const specialParameters = '@*#?-$!0';

/** A shell pattern as a regular expression: `*`, `?`, and a backslash before them. */
function patternSource(pattern: string, greedy: boolean): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '*') source += greedy ? '.*' : '.*?';
    else if (c === '?') source += '.';
    else if (c === '\\') {
      const next = pattern[++i] ?? '';
      if (!['*', '?', '\\', '}', '/'].includes(next)) throw new ExpansionError(`invalid pattern (${pattern}) in substitution: invalid escape '\\${next}'`);
      source += `\\${next}`;
    } else source += c.replace(/[[\]{}.+()|^$/]/, '\\$&');
  }
  return source;
}

function trimPrefix(value: string, pattern: string, greedy: boolean): string {
  return value.replace(new RegExp(`^${patternSource(pattern, greedy)}`, 's'), '');
}

/** The longest or shortest end that fits: tried from one side, as an expression alone would find only the leftmost. */
function trimSuffix(value: string, pattern: string, greedy: boolean): string {
  const whole = new RegExp(`^${patternSource(pattern, true)}$`, 's');
  const starts = Array.from({ length: value.length + 1 }, (_, i) => (greedy ? i : value.length - i));
  const start = starts.find((i) => whole.test(value.slice(i)));
  return start === undefined ? value : value.slice(0, start);
}

class Expander {
  readonly #source: string;
  readonly #env: Environment;
  readonly #escape: string;
  #at = 0;

  constructor(source: string, env: Environment, escape: string) {
    this.#source = source;
    this.#env = env;
    this.#escape = escape;
  }

  expand(): Expanded {
    try {
      return this.#until('', false);
    } catch (error) {
      if (error instanceof ExpansionError) throw new ExpansionError(`failed to process ${JSON.stringify(this.#source)}: ${error.message}`);
      throw error;
    }
  }

  #next(): string {
    return this.#source[this.#at++] ?? '';
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  /** Up to `stop`, which is consumed; all when that is empty. With `rawEscapes` a pattern keeps its escape characters. */
  #until(stop: string, rawEscapes: boolean): Expanded {
    let text = '';
    const words: string[] = [];
    let word = '';
    const add = (piece: string, splits: boolean): void => {
      text += piece;
      for (const c of piece) {
        if (!splits || !/\s/.test(c)) word += c;
        else if (word !== '') {
          words.push(word);
          word = '';
        }
      }
    };
    for (let c = this.#peek(); c !== ''; c = this.#peek()) {
      if (stop !== '' && c === stop) {
        this.#at++;
        return { text, words: word === '' ? words : [...words, word] };
      }
      if (c === "'") add(this.#singleQuoted(), false);
      else if (c === '"') add(this.#doubleQuoted(), false);
      else if (c === '$') add(this.#variable(), true);
      else if (c === this.#escape) {
        this.#at++;
        add((rawEscapes ? c : '') + this.#next(), false);
      } else add(this.#next(), true);
    }
    if (stop !== '') throw new ExpansionError(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: word === '' ? words : [...words, word] };
  }

  #singleQuoted(): string {
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end < 0) throw new ExpansionError('unexpected end of statement while looking for matching single-quote');
    const text = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #doubleQuoted(): string {
    let text = '';
    this.#at++;
    for (;;) {
      const c = this.#peek();
      if (c === '') throw new ExpansionError('unexpected end of statement while looking for matching double-quote');
      if (c === '$') {
        text += this.#variable();
        continue;
      }
      this.#at++;
      if (c === '"') return text;
      const escapes = c === this.#escape && ['"', '$', this.#escape].includes(this.#peek());
      text += escapes ? this.#next() : c === this.#escape && this.#peek() === '' ? '' : c;
    }
  }

  #name(): string {
    const rest = this.#source.slice(this.#at);
    const [name = ''] = /^(\d+|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(rest) ?? (specialParameters.includes(rest[0] ?? ' ') ? [rest[0]] : []);
    this.#at += name.length;
    return name;
  }

  #variable(): string {
    this.#at++;
    if (this.#peek() !== '{') {
      const name = this.#name();
      return name === '' ? '$' : (this.#env.get(name) ?? '');
    }
    this.#at++;
    if (this.#peek() === '') throw new ExpansionError("syntax error: missing '}'");
    if ('{}:'.includes(this.#peek())) throw new ExpansionError('syntax error: bad substitution');
    return this.#substitution(this.#name());
  }

  #substitution(name: string): string {
    const value = this.#env.get(name);
    let modifier = this.#next();
    if (modifier === '}') return value ?? '';
    if (modifier === '/') return this.#replacement(value ?? '');
    const nullIsUnset = modifier === ':';
    if (nullIsUnset) modifier = this.#next();
    const written = (nullIsUnset ? ':' : '') + (modifier || '\ufffd');
    if (!nullIsUnset && !'+-?#%'.includes(modifier || ' ')) throw new ExpansionError(`unsupported modifier (${written}) in substitution`);
    const word = this.#operand('}', modifier === '#' || modifier === '%');
    const isUnset = value === undefined || (nullIsUnset && value === '');
    switch (modifier) {
      case '-':
        return isUnset ? word : value;
      case '+':
        return isUnset ? '' : word;
      case '?':
        if (!isUnset) return value;
        throw new ExpansionError(`${name}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`);
      case '#':
      case '%': {
        const greedy = word.startsWith(modifier);
        return (modifier === '#' ? trimPrefix : trimSuffix)(value ?? '', greedy ? word.slice(1) : word, greedy);
      }
      default:
        throw new ExpansionError(`unsupported modifier (${written}) in substitution`);
    }
  }

  #operand(stop: '}' | '/', rawEscapes: boolean): string {
    try {
      return this.#until(stop, rawEscapes).text;
    } catch (error) {
      if (this.#peek() !== '') throw error;
      throw new ExpansionError(stop === '}' ? "syntax error: missing '}'" : "syntax error: missing '/' in ${}");
    }
  }

  #replacement(value: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at++;
    const pattern = this.#operand('/', true);
    const replacement = this.#operand('}', true);
    return value.replace(new RegExp(patternSource(pattern, true), all ? 'gs' : 's'), () => replacement);
  }
}

/** The word with its variables replaced, its quotes and escapes gone. @throws ExpansionError */
export function expandWord(word: string, env: Environment, escape: string): string {
  return new Expander(word, env, escape).expand().text;
}

/** The same, cut at spaces that came from variables: EXPOSE alone does so. @throws ExpansionError */
export function expandWords(word: string, env: Environment, escape: string): readonly string[] {
  return new Expander(word, env, escape).expand().words;
}
