/** Go's text/template, second half of reading it: the tree. Grammar and errors of Go's text/template/parse. */
import { lex, ParseError, type Token } from './lex.ts';

/** `text` is how the errors name it, `at` where they say it stands. */
interface Located {
  readonly text: string;
  readonly at: number;
}

export type Operand = Located &
  (
    | { readonly kind: 'literal'; readonly value: unknown }
    | { readonly kind: 'nil' }
    | { readonly kind: 'dot' }
    | { readonly kind: 'call'; readonly name: string }
    | { readonly kind: 'fields'; readonly of: Operand | null; readonly path: readonly string[] }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'pipe'; readonly pipe: Pipe }
  );

/** An operand and what it is called with. */
export type Call = readonly Operand[];

export interface Pipe {
  /** Variables that are declared (`:=`) or set (`=`). */
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly calls: readonly Call[];
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly pipe: Pipe }
  | { readonly kind: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] }
  | { readonly kind: 'break' | 'continue' };

type Branch = Extract<Node, { kind: 'if' | 'with' | 'range' }>['kind'];

class Parser {
  readonly #tokens: readonly Token[];
  readonly #functions: ReadonlySet<string>;
  #at = 0;
  #variables = ['$'];

  constructor(tokens: readonly Token[], functions: ReadonlySet<string>) {
    this.#tokens = tokens;
    this.#functions = functions;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #isKeyword(...words: readonly string[]): boolean {
    return this.#peek().kind === 'open' && this.#peek(1).kind === 'word' && words.includes(this.#peek(1).text);
  }

  whole(): readonly Node[] {
    const nodes = this.#nodes();
    if (this.#peek().kind !== 'end') throw new ParseError(`unexpected {{${this.#peek(1).text}}}`);
    return nodes;
  }

  /** Up to `end`, `else` or the template's end, none of which is taken. */
  #nodes(): readonly Node[] {
    const nodes: Node[] = [];
    while (this.#peek().kind !== 'end' && !this.#isKeyword('end', 'else')) nodes.push(this.#node());
    return nodes;
  }

  #node(): Node {
    const token = this.#next();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    const { kind, text } = this.#peek();
    if (kind === 'word' && (text === 'if' || text === 'with' || text === 'range')) {
      this.#next();
      return this.#branch(text);
    }
    if (kind === 'word' && (text === 'break' || text === 'continue')) {
      this.#next();
      this.#close(text);
      return { kind: text };
    }
    const pipe = this.#pipe('command');
    this.#close('command');
    return { kind: 'value', pipe };
  }

  #close(context: string): void {
    const token = this.#next();
    if (token.kind !== 'close') throw new ParseError(`unexpected ${JSON.stringify(token.text)} in ${context}`);
  }

  #branch(kind: Branch): Node {
    const outside = this.#variables.length;
    const pipe = this.#pipe(kind);
    this.#close(kind);
    const body = this.#nodes();
    const otherwise = this.#otherwise();
    this.#variables.length = outside;
    return { kind, pipe, body, otherwise };
  }

  /** What follows a branch's body, with its `end`. */
  #otherwise(): readonly Node[] {
    if (this.#peek().kind === 'end') throw new ParseError('unexpected EOF');
    this.#next();
    if (this.#next().text === 'end') {
      this.#close('end');
      return [];
    }
    const { text } = this.#peek();
    if (text === 'if' || text === 'with') {
      this.#next();
      return [this.#branch(text)];
    }
    this.#close('else');
    const nodes = this.#nodes();
    if (this.#peek().kind === 'end') throw new ParseError('unexpected EOF');
    this.#next();
    this.#next();
    this.#close('end');
    return nodes;
  }

  /** `$a, $b :=` or `$a =` before a pipeline. */
  #declaration(): Pick<Pipe, 'variables' | 'declares'> {
    const variables: string[] = [];
    let ahead = 0;
    while (this.#peek(ahead).kind === 'variable') {
      variables.push(this.#peek(ahead++).text);
      const { text } = this.#peek(ahead++);
      if (text === ',') continue;
      if (text !== ':=' && text !== '=') break;
      this.#at += ahead;
      return { variables, declares: text === ':=' };
    }
    return { variables: [], declares: false };
  }

  #pipe(context: string): Pipe {
    const { variables, declares } = this.#declaration();
    const calls: Call[] = [];
    do {
      const call = this.#call();
      if (call.length === 0) throw new ParseError(`missing value for ${context}`);
      calls.push(call);
    } while (this.#peek().text === '|' && this.#next());
    if (declares) this.#variables.push(...variables);
    return { variables, declares, calls };
  }

  #call(): Operand[] {
    const operands: Operand[] = [];
    for (let operand = this.#operand(); operand; operand = this.#operand()) operands.push(operand);
    return operands;
  }

  /** Fields that are joined to an operand are of it. */
  #operand(): Operand | null {
    const first = this.#term();
    if (!first) return null;
    const at = this.#peek().at;
    const path: string[] = [];
    while (this.#peek().kind === 'field' && this.#peek().joined) path.push(this.#next().text.slice(1));
    if (path.length === 0) return first;
    const text = `${first.text}${path.map((name) => `.${name}`).join('')}`;
    if (first.kind === 'fields') return { kind: 'fields', of: null, path: [...first.path, ...path], text, at };
    return { kind: 'fields', of: first, path, text, at };
  }

  #term(): Operand | null {
    const { kind, text, at } = this.#peek();
    if (kind === 'close' || text === '|' || text === ')') return null;
    this.#next();
    const located = { text, at };
    if (kind === 'string') return { kind: 'literal', value: text, text: JSON.stringify(text), at };
    if (kind === 'number') return { kind: 'literal', value: Number(text), ...located };
    if (kind === 'field') return { kind: 'fields', of: null, path: [text.slice(1)], ...located };
    if (kind === 'variable') return this.#variable(located);
    if (kind === 'word') return this.#word(located);
    if (text === '.') return { kind: 'dot', ...located };
    if (text !== '(') throw new ParseError(`unexpected ${JSON.stringify(text)} in operand`);
    const pipe = this.#pipe('parenthesized pipeline');
    if (this.#next().text !== ')') throw new ParseError('unclosed left paren');
    return { kind: 'pipe', pipe, text: `(${pipe.calls.map((call) => call.map((operand) => operand.text).join(' ')).join(' | ')})`, at };
  }

  #variable(located: Located): Operand {
    if (!this.#variables.includes(located.text)) throw new ParseError(`undefined variable ${JSON.stringify(located.text)}`);
    return { kind: 'variable', name: located.text, ...located };
  }

  #word(located: Located): Operand {
    const { text } = located;
    if (text === 'nil') return { kind: 'nil', ...located };
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', ...located };
    if (!this.#functions.has(text)) throw new ParseError(`function ${JSON.stringify(text)} not defined`);
    return { kind: 'call', name: text, ...located };
  }
}

/** @throws ParseError */
export function parse(template: string, functions: ReadonlySet<string>): readonly Node[] {
  return new Parser(lex(template), functions).whole();
}
