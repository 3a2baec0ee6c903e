/** Here-documents: `<<NAME`, `<<-NAME` (tabs at the beginnings of lines go), `<<"NAME"` (nothing is expanded). */
import { splitWords } from './words.ts';

export interface Heredoc {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly content: string;
}

/** What a word begins; undefined when it is none. */
export function parseHeredoc(word: string): Omit<Heredoc, 'content'> | undefined {
  const match = /^\d*<<(-?)([^<]+)$/.exec(word);
  if (!match) return undefined;
  const quoted = match[2] as string;
  const name = quoted.replace(/["']/g, '');
  return name === '' || /\s/.test(name) ? undefined : { name, expand: name === quoted, chomp: match[1] === '-' };
}

/** The here-documents that a line begins, in order. */
export function heredocsOf(line: string, escape: string): Omit<Heredoc, 'content'>[] {
  return splitWords(line, escape).flatMap((word) => parseHeredoc(word) ?? []);
}

/** Without the tabs at the beginnings of its lines. */
export function chompTabs(content: string): string {
  return content.replace(/^\t+/gm, '');
}
