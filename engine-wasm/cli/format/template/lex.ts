/** Go's text/template, first half of reading it: text and the tokens of its actions. */

/** `message` is Go's own, with the template's name (there is none) and line. */
export class ParseError extends Error {
  constructor(message: string) {
    super(`template: :1: ${message}`);
  }
}

export interface Token {
  readonly kind: 'text' | 'open' | 'close' | 'field' | 'variable' | 'word' | 'string' | 'number' | 'mark' | 'end';
  /** As it is written, but a text's and a string's content. */
  readonly text: string;
  /** Where it begins in the template, in UTF-16 units. */
  readonly at: number;
  /** Nothing stands between it and the token before. */
  readonly joined: boolean;
}

const patterns: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
  ['field', /\.[A-Za-z_]\w*/y],
  ['number', /[+-]?(?:0x[\da-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)\b/iy],
  ['variable', /\$\w*/y],
  ['word', /[A-Za-z_]\w*/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['mark', /:=|[=|(),.]/y],
];

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return JSON.parse(text.replace(/\\x([\da-f]{2})/gi, '\\u00$1').replace(/\\a/g, '\\u0007')) as string;
}

/** The tokens of the action whose content begins at `at`, and where it ends. */
function lexAction(template: string, at: number, tokens: Token[]): number {
  for (let joined = false; ;) {
    const space = /\s*/y;
    space.lastIndex = at;
    const skipped = (space.exec(template) as RegExpExecArray)[0].length;
    at += skipped;
    joined &&= skipped === 0;
    const close = /^(-?)\}\}/.exec(template.slice(at, at + 3));
    if (close && (close[1] === '' || skipped > 0)) {
      tokens.push({ kind: 'close', text: close[0], at, joined });
      return at + close[0].length;
    }
    if (at >= template.length) throw new ParseError('unclosed action');
    const token = lexToken(template, at, joined);
    tokens.push(token.token);
    at = token.next;
    joined = true;
  }
}

function lexToken(template: string, at: number, joined: boolean): { readonly token: Token; readonly next: number } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(template)?.[0];
    if (text !== undefined) return { token: { kind, text: kind === 'string' ? unquote(text) : text, at, joined }, next: at + text.length };
  }
  const character = String.fromCodePoint(template.codePointAt(at) as number);
  if (character === '"') throw new ParseError('unterminated quoted string');
  if (character === '`') throw new ParseError('unterminated raw quoted string');
  const code = (template.codePointAt(at) as number).toString(16).toUpperCase().padStart(4, '0');
  throw new ParseError(/["`'\s]/.test(character) ? `unexpected ${JSON.stringify(character)} in operand` : `bad character U+${code} '${character}'`);
}

/** A comment is an action of its own. */
function skipComment(template: string, at: number): number {
  const comment = /-?\s*\/\*[^]*?\*\/\s*-?\}\}/y;
  comment.lastIndex = at;
  return comment.test(template) ? comment.lastIndex : -1;
}

/** @throws ParseError */
export function lex(template: string): Token[] {
  const tokens: Token[] = [];
  let trim = false;
  for (let at = 0; ;) {
    const open = template.indexOf('{{', at);
    const trimsBefore = open >= 0 && /^-\s/.test(template.slice(open + 2, open + 4));
    let text = template.slice(at, open < 0 ? undefined : open);
    if (trim) text = text.trimStart();
    if (trimsBefore) text = text.trimEnd();
    if (text !== '') tokens.push({ kind: 'text', text, at, joined: false });
    if (open < 0) return [...tokens, { kind: 'end', text: 'EOF', at: template.length, joined: false }];
    at = skipComment(template, open + 2);
    if (at < 0) {
      tokens.push({ kind: 'open', text: '{{', at: open, joined: false });
      at = lexAction(template, open + (trimsBefore ? 3 : 2), tokens);
    }
    trim = template.slice(at - 3, at - 2) === '-';
  }
}
