/** Here-documents of RUN: the script itself, or input of a command that names them. */
import { chompTabs, parseHeredoc } from '../../wire/dockerfile/heredoc.ts';
import type { Run } from '../../wire/dockerfile/instruction.ts';

/** What the shell is given; `null` when there is no here-document. */
export function shellScript({ command, heredocs }: Run): string | null {
  const [first] = heredocs;
  if (!first) return null;
  const line = command.args.join(' ');
  if (heredocs.length === 1 && parseHeredoc(line.trim())?.name === first.name) return first.chomp ? chompTabs(first.content) : first.content;
  return `${line}\n${heredocs.map(({ name, content }) => `${content}${name}\n`).join('')}`;
}
