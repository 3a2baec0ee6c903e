/** What a Dockerfile has besides colours: problems where they are, and completion. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { linter, lintGutter, type Diagnostic } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import { instructionNames } from '../../../../engine-wasm/wire/dockerfile/statement.ts';
import { dockerfileProblems, type Problem } from '../../state/editor/dockerfile-problems.ts';

/** A wrong word is marked alone, anything else from its instruction to the end of the line. */
function diagnosticOf(doc: Text, { message, location, instead }: Problem): Diagnostic {
  const line = doc.line(Math.min(Math.max(location.line, 1), doc.lines));
  const from = Math.min(line.from + location.column - 1, line.to);
  const word = /^\S*/.exec(doc.sliceString(from, line.to))?.[0] ?? '';
  const to = instead ? from + word.length : line.to;
  const where = `Line ${location.line}, column ${location.column}: ${message}`;
  if (!instead) return { from, to, severity: 'error', message: where };
  return {
    from,
    to,
    severity: 'error',
    message: where,
    actions: [{ name: `Write ${instead}`, apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: instead } }) }],
  };
}

/** Names of images that are there, for FROM. */
type ImageNames = () => readonly string[];

function complete(imageNames: ImageNames): (context: CompletionContext) => CompletionResult | null {
  const instructions = instructionNames.filter((name) => name !== 'maintainer').map((name) => ({ label: name.toUpperCase(), type: 'keyword' }));
  return (context) => {
    const image = context.matchBefore(/^\s*FROM\s+\S*/i);
    if (image) return { from: context.matchBefore(/\S*$/)?.from ?? context.pos, options: imageNames().map((label) => ({ label, type: 'type' })) };
    const word = context.matchBefore(/^\s*[a-zA-Z]*/);
    if (!word || (word.text.trim() === '' && !context.explicit)) return null;
    return { from: word.to - word.text.trimStart().length, options: instructions };
  };
}

export function dockerfileSupport(imageNames: ImageNames): Extension {
  return [
    lintGutter(),
    linter(({ state: { doc } }) => dockerfileProblems(doc.toString()).map((problem) => diagnosticOf(doc, problem)), { delay: 300 }),
    autocompletion({ override: [complete(imageNames)], activateOnTyping: true, icons: false }),
  ];
}
