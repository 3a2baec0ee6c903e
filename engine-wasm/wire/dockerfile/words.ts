/** How the rest of an instruction's line becomes arguments. Quotes and escapes stay: expansion takes them away. */
import { InstructionError } from './error.ts';

const space = /\s/;

/** Words, kept together by quotes and by the escape character. */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let begun = false;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quote === '' && space.test(c)) {
      if (begun) words.push(word);
      [word, begun] = ['', false];
      continue;
    }
    begun = true;
    if (c === escape && quote !== "'") {
      if (i + 1 < text.length) word += c + (text[++i] as string);
      continue;
    }
    if (c === quote) quote = '';
    else if (quote === '' && (c === '"' || c === "'")) quote = c;
    word += c;
  }
  if (begun && word !== '') words.push(word);
  return words;
}

export function splitOnSpace(text: string): string[] {
  return text === '' ? [] : text.split(/[\t\v\f\r ]+/);
}

export interface Arguments {
  readonly args: readonly string[];
  /** They were written as a JSON array: no shell. */
  readonly json: boolean;
}

/** A JSON array of strings; undefined when it is something else. @throws InstructionError for an array of other things */
function parseJsonArray(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new InstructionError('when using JSON array syntax, arrays must be comprised of strings only');
}

/** JSON, or the whole text as one argument. @throws InstructionError */
export function jsonOrText(text: string): Arguments {
  const array = parseJsonArray(text);
  return array ? { args: array, json: true } : { args: text === '' ? [] : [text], json: false };
}

/** JSON, or words. @throws InstructionError */
export function jsonOrWords(text: string): Arguments {
  const array = parseJsonArray(text);
  return array ? { args: array, json: true } : { args: splitOnSpace(text), json: false };
}

/** `name=value …`, or the old form `name value`, as names and values in turn. @throws InstructionError */
export function nameValuePairs(text: string, instruction: string, escape: string): string[] {
  const words = splitWords(text, escape);
  const [first] = words;
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const old = /^(\S+)\s+([^]*)$/.exec(text);
    if (!old) throw new InstructionError(`${instruction} must have two arguments`);
    return [old[1] as string, old[2] as string];
  }
  return words.flatMap((word) => {
    const equals = word.indexOf('=');
    if (equals < 0) throw new InstructionError(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
}
