import { Refusal, type Context } from '../command.ts';
import { ParseError } from './template/lex.ts';
import { parseTemplate } from './template/template.ts';

/** Prints one object as `--format` asks for it; `name` and `type` are what the errors call the template and the object. @throws Refusal */
export function printObject({ print }: Context, format: string, value: object, type: string, name = ''): void {
  try {
    print(`${parseTemplate(format === 'json' ? '{{json .}}' : format, name).execute(value, { type })}\n`);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof ParseError) throw new Refusal(`template parsing error: ${message}`, 64);
    print('\n');
    throw new Refusal(message);
  }
}
