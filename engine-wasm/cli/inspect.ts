/** What the `inspect` commands have in common. */
import { ApiFailure } from './client.ts';
import { Refusal, text, type Context } from './command.ts';
import type { Template } from './format/template/template.ts';

export interface Inspected {
  readonly value: unknown;
  /** Go's name of the value's type, where an unknown field is told so. */
  readonly type?: string;
}

async function templateOf(format: string): Promise<Template | null> {
  if (format === '' || format === 'json') return null;
  const { parseTemplate } = await import('./format/template/template.ts');
  try {
    return parseTemplate(format);
  } catch (error) {
    throw new Refusal(`template parsing error: ${(error as Error).message}`, 64);
  }
}

/** `<nil>` is what Go's JSON calls it too, and empty lists and objects stay on one line. */
function pretty(found: readonly Inspected[]): string {
  return JSON.stringify(
    found.map(({ value }) => value),
    null,
    4,
  ).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function render(found: readonly Inspected[], format: string, template: Template | null): string {
  if (template) return found.map(({ value, type }) => `${template.execute(value, type === undefined ? {} : { type })}\n`).join('');
  return format === 'json' ? `${JSON.stringify(found.map(({ value }) => value))}\n` : `${pretty(found)}\n`;
}

/** Prints what is found, and what is not. */
export async function inspectEach(context: Context, find: (name: string) => Promise<Inspected>): Promise<number> {
  const { args, flags, print, printError } = context;
  const format = text(flags, 'format');
  const template = await templateOf(format);
  const found: Inspected[] = [];
  const problems: string[] = [];
  for (const name of args) {
    try {
      found.push(await find(name));
    } catch (error) {
      problems.push(error instanceof ApiFailure ? `Error response from daemon: ${error.message}` : (error as Error).message);
    }
  }
  try {
    print(render(found, format, template));
  } catch (error) {
    print('\n');
    throw new Refusal(`template parsing error: ${(error as Error).message}`);
  }
  for (const problem of problems) printError(`${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}
