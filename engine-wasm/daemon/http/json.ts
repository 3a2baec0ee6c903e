/** JSON as Go's decoder takes it: the same refusals in the same words (encoding/json, scanner.go). */
import { badRequest } from '../errors.ts';

type Expected = 'value' | 'first-key' | 'key' | 'colon' | 'member-end' | 'first-element' | 'element-end';

const contexts: Readonly<Record<Exclude<Expected, 'first-element'>, string>> = {
  value: 'looking for beginning of value',
  'first-key': 'looking for beginning of object key string',
  key: 'looking for beginning of object key string',
  colon: 'after object key',
  'member-end': 'after object key:value pair',
  'element-end': 'after array element',
};

const deepest = 10_000;
const truncated = 'unexpected EOF';

/** Why a text is refused. */
class Refusal extends Error {}

const quotedChars: Readonly<Record<string, string>> = { "'": "\\'", '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function unexpected(char: string | undefined, context: string): Refusal {
  if (char === undefined) return new Refusal(truncated);
  const quoted = quotedChars[char] ?? (char < ' ' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char);
  return new Refusal(`invalid character '${quoted}' ${context}`);
}

/** Each reads one token from `at` on and returns where it ends. @throws Refusal */
function skipString(text: string, at: number): number {
  for (let i = at + 1; ; i++) {
    const char = text[i];
    if (char === '"') return i + 1;
    if (char === undefined || char < ' ') throw unexpected(char, 'in string');
    if (char === '\\') i = skipEscape(text, i + 1);
  }
}

function skipEscape(text: string, at: number): number {
  const char = text[at];
  if (char === undefined) throw new Refusal(truncated);
  const end = char === 'u' ? at + 5 : at + 1;
  const sequence = text.slice(at - 1, end);
  if (/^\\([bfnrt\\/"]|u[0-9a-fA-F]{4})$/.test(sequence)) return end - 1;
  throw new Refusal(end > text.length ? truncated : `invalid escape sequence \`${sequence}\` in string`);
}

function skipDigits(text: string, at: number): number {
  let end = at;
  while (/[0-9]/.test(text[end] ?? '')) end++;
  if (end === at) throw unexpected(text[at], 'in numeric literal');
  return end;
}

function skipNumber(text: string, at: number): number {
  let i = text[at] === '-' ? at + 1 : at;
  i = text[i] === '0' ? i + 1 : skipDigits(text, i);
  if (text[i] === '.') i = skipDigits(text, i + 1);
  if (text[i] !== 'e' && text[i] !== 'E') return i;
  i += text[i + 1] === '+' || text[i + 1] === '-' ? 2 : 1;
  return skipDigits(text, i);
}

function skipWord(text: string, at: number, word: string): number {
  for (let i = 1; i < word.length; i++) {
    if (text[at + i] !== word[i]) throw unexpected(text[at + i], `in literal ${word} (expecting '${word[i] as string}')`);
  }
  return at + word.length;
}

function skipScalar(text: string, at: number): number {
  const char = text[at] as string;
  if (char === '"') return skipString(text, at);
  if (/[-0-9]/.test(char)) return skipNumber(text, at);
  const word = ['true', 'false', 'null'].find((literal) => literal.startsWith(char));
  if (word === undefined) throw unexpected(char, contexts.value);
  return skipWord(text, at, word);
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (' \t\r\n'.includes(text[i] ?? '.')) i++;
  return i;
}

/** Where the first value of a text ends. Without recursion: the nesting is the client's choice. @throws Refusal */
function skipValue(text: string): number {
  const open: ('{' | '[')[] = [];
  const ended = (): Expected => (open.at(-1) === '{' ? 'member-end' : 'element-end');
  let expected: Expected = 'value';
  for (let at = skipSpace(text, 0); ; at = skipSpace(text, at)) {
    const char = text[at];
    if (char === undefined) throw new Refusal(truncated);
    if (
      (char === '}' && (expected === 'first-key' || expected === 'member-end')) ||
      (char === ']' && (expected === 'first-element' || expected === 'element-end'))
    ) {
      open.pop();
      at++;
      expected = ended();
    } else if (expected === 'value' || expected === 'first-element') {
      if (char === '{' || char === '[') {
        if (open.push(char) > deepest) throw new Refusal('exceeded max depth');
        at++;
        expected = char === '{' ? 'first-key' : 'first-element';
        continue;
      }
      at = skipScalar(text, at);
      expected = ended();
    } else if (char === '"' && (expected === 'first-key' || expected === 'key')) {
      at = skipString(text, at);
      expected = 'colon';
    } else {
      const next: Expected | undefined = ({ 'colon:': 'value', 'member-end,': 'key', 'element-end,': 'value' } as const)[`${expected}${char}` as 'colon:'];
      if (next === undefined) throw unexpected(char, contexts[expected]);
      at++;
      expected = next;
    }
    if (open.length === 0) return at;
  }
}

/** @throws DaemonError bad-request in Go's and Docker's words */
export function parseJson(text: string): unknown {
  try {
    // QuickJS takes any character after a backslash.
    if (text.includes('\\')) skipValue(text);
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest(whyRefused(text));
  }
}

function whyRefused(text: string): string {
  try {
    skipValue(text);
    return 'unexpected content after JSON';
  } catch (error) {
    return `invalid JSON: ${(error as Refusal).message}`;
  }
}
