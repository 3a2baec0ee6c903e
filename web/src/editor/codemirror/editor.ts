import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { appearance } from './theme.ts';

/** A change that comes from the machine: nobody typed it. */
const fromMachine = Annotation.define<boolean>();

/** Lines end as they do in the text, so that saving changes nothing that was not edited. */
function lineSeparatorOf(text: string): string {
  return text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) ? '\r\n' : '\n';
}

export interface DocumentOptions {
  readonly path: string;
  readonly text: string;
  readonly extensions: Extension;
  /** What was typed. */
  readonly onEdit: (text: string) => void;
}

export function createDocument({ path, text, extensions, onEdit }: DocumentOptions): EditorState {
  const told = EditorView.updateListener.of(({ docChanged, transactions, state }) => {
    if (docChanged && !transactions.some((transaction) => transaction.annotation(fromMachine))) onEdit(state.sliceDoc());
  });
  return EditorState.create({
    doc: text,
    extensions: [
      EditorState.lineSeparator.of(lineSeparatorOf(text)),
      EditorView.contentAttributes.of({ 'aria-label': `Text of ${path}. Escape, then Tab leaves it.` }),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of('  '),
      bracketMatching(),
      closeBrackets(),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, indentWithTab, ...defaultKeymap]),
      appearance,
      extensions,
      told,
    ],
  });
}

/** The machine's text instead; the cursor stays where it was, as far as there is such a place. */
export function replaceText(view: EditorView, text: string): void {
  const insert = view.state.toText(text);
  const { anchor, head } = view.state.selection.main;
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert },
    selection: { anchor: Math.min(anchor, insert.length), head: Math.min(head, insert.length) },
    annotations: fromMachine.of(true),
  });
}
