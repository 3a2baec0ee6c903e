/** Go's text/template as `--format` uses it: the data are the API's JSON, or rows whose columns are functions. */
import { functionNames, functions } from './functions.ts';
import { parse, type Call, type Node, type Operand, type Pipe } from './parse.ts';
import { goText, isEmpty, isOptional, isStructure, nilOf, sortedEntries } from './values.ts';

/** A template that is well formed and does not fit the data. `message` is Go's. */
export class ExecuteError extends Error {}

/** Ends a `range` early. */
class Leave {
  readonly how: 'break' | 'continue';
  constructor(how: 'break' | 'continue') {
    this.how = how;
  }
}

export interface ExecuteOptions {
  /** What the data is called when it has no such field: Go's name of its type. */
  readonly type?: string;
  /** The data are the columns' titles, which functions leave as they are. */
  readonly isHeader?: boolean;
}

const leaveTitles = ['json', 'title', 'lower', 'upper', 'truncate'];

class Executor {
  readonly #options: ExecuteOptions;
  readonly #name: string;
  readonly #variables: { name: string; value: unknown }[];
  output = '';

  constructor(data: unknown, name: string, options: ExecuteOptions) {
    this.#options = options;
    this.#name = name;
    this.#variables = [{ name: '$', value: data }];
  }

  run(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) {
      if (node.kind === 'text') this.output += node.text;
      else if (node.kind === 'value') this.#value(node.pipe, dot);
      else if ('body' in node) this.#branch(node, dot);
      else throw new Leave(node.kind);
    }
  }

  #value(pipe: Pipe, dot: unknown): void {
    const value = this.#pipe(pipe, dot);
    if (pipe.variables.length === 0) this.output += goText(value);
  }

  #branch({ kind, pipe, body, otherwise }: Extract<Node, { kind: 'if' | 'with' | 'range' }>, dot: unknown): void {
    const outside = this.#variables.length;
    const value = kind === 'range' ? this.#calls(pipe, dot) : this.#pipe(pipe, dot);
    if (isEmpty(value)) this.run(otherwise, dot);
    else if (kind === 'range') this.#range(value, pipe.variables, body);
    else this.run(body, kind === 'with' ? value : dot);
    this.#variables.length = outside;
  }

  #range(value: unknown, names: readonly string[], body: readonly Node[]): void {
    if (typeof value !== 'object' || value === null) throw new ExecuteError(`template: ${this.#name}:1: range can't iterate over ${goText(value)}`);
    const entries: [unknown, unknown][] = Array.isArray(value) ? [...value.entries()] : sortedEntries(value);
    const outside = this.#variables.length;
    for (const [key, item] of entries) {
      const given = names.length === 2 ? [key, item] : [item];
      this.#variables.push(...names.map((name, i) => ({ name, value: given[i] })));
      try {
        this.run(body, item);
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        if (error.how === 'break') return;
      } finally {
        this.#variables.length = outside;
      }
    }
  }

  #pipe(pipe: Pipe, dot: unknown): unknown {
    const value = this.#calls(pipe, dot);
    for (const name of pipe.variables) {
      const known = this.#variables.findLast((variable) => variable.name === name);
      if (pipe.declares || !known) this.#variables.push({ name, value });
      else known.value = value;
    }
    return value;
  }

  /** Each call's value is the last argument of the next. */
  #calls({ calls }: Pipe, dot: unknown): unknown {
    return calls.reduce<readonly unknown[]>((piped, call) => [this.#call(call, dot, piped)], [])[0];
  }

  #call(call: Call, dot: unknown, piped: readonly unknown[]): unknown {
    const [first, ...rest] = call as readonly [Operand, ...Operand[]];
    if (first.kind === 'nil') throw this.#error(first, 'nil is not a command');
    if (first.kind !== 'call')
      return this.#operand(first, dot, [...rest.map((operand) => this.#operand(operand, dot, [])), ...piped], rest.length > 0 || piped.length > 0);
    const values = [...this.#arguments(first.name, rest, dot), ...piped];
    if (this.#options.isHeader && leaveTitles.includes(first.name)) return values[0];
    try {
      return (functions[first.name] as (...values: readonly unknown[]) => unknown)(...values);
    } catch (error) {
      throw this.#error({ text: call.map(({ text }) => text).join(' '), at: first.at }, `error calling ${first.name}: ${(error as Error).message}`);
    }
  }

  /** `and` and `or` look no further than they must. */
  #arguments(name: string, operands: readonly Operand[], dot: unknown): unknown[] {
    const values: unknown[] = [];
    for (const operand of operands) {
      const value = this.#operand(operand, dot, []);
      values.push(value);
      if ((name === 'and' && isEmpty(value)) || (name === 'or' && !isEmpty(value))) break;
    }
    return values;
  }

  #operand(operand: Operand, dot: unknown, values: readonly unknown[], isCalled = false): unknown {
    if (operand.kind === 'fields') return this.#fields(operand, dot, values, isCalled);
    if (isCalled) throw this.#error(operand, `can't give argument to non-function ${operand.text}`);
    if (operand.kind === 'literal') return operand.value;
    if (operand.kind === 'nil') return null;
    if (operand.kind === 'dot') return dot;
    if (operand.kind === 'variable') return this.#variables.findLast(({ name }) => name === operand.name)?.value;
    return operand.kind === 'pipe' ? this.#pipe(operand.pipe, dot) : this.#call([operand], dot, []);
  }

  #fields(operand: Extract<Operand, { kind: 'fields' }>, dot: unknown, values: readonly unknown[], isCalled: boolean): unknown {
    const start = operand.of ? this.#operand(operand.of, dot, []) : dot;
    return operand.path.reduce((value, name, i) => this.#field(operand, value, name, i === operand.path.length - 1 ? values : [], isCalled), start);
  }

  #field(operand: Operand, value: unknown, name: string, values: readonly unknown[], isCalled: boolean): unknown {
    if (value === undefined || value === null) throw this.#error(operand, `nil data; no entry for key ${JSON.stringify(name)}`);
    if (typeof value !== 'object') throw this.#error(operand, `can't evaluate field ${name} in type interface {}`);
    const found = (value as Readonly<Record<string, unknown>>)[name];
    if (typeof found === 'function') return (found as (...values: readonly unknown[]) => unknown)(...values);
    if (isCalled && values.length > 0) throw this.#error(operand, `${name} is not a method but has arguments`);
    if (found === null) return nilOf(name);
    if (found !== undefined || !isStructure(value)) return found;
    if (this.#options.type !== undefined && value === this.#variables[0]?.value)
      throw this.#error(operand, `can't evaluate field ${name} in type ${this.#options.type}`);
    if (isOptional(name)) return null;
    throw this.#error(operand, `map has no entry for key ${JSON.stringify(name)}`);
  }

  #error({ text, at }: Pick<Operand, 'text' | 'at'>, message: string): ExecuteError {
    return new ExecuteError(`template: ${this.#name}:1:${at}: executing ${JSON.stringify(this.#name)} at <${text}>: ${message}`);
  }
}

export interface Template {
  /** @throws ExecuteError */
  execute(data: unknown, options?: ExecuteOptions): string;
}

/** @throws ParseError */
export function parseTemplate(text: string, name = ''): Template {
  const nodes = parse(text, functionNames);
  return {
    execute(data, options = {}) {
      const executor = new Executor(data, name, options);
      executor.run(nodes, data);
      return executor.output;
    },
  };
}
