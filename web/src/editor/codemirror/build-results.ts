/** What a build made of each instruction, beside it. */
import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, gutter, GutterMarker, WidgetType, type DecorationSet } from '@codemirror/view';
import type { LineResult } from '../../state/editor/line-results.ts';

export const showResults = StateEffect.define<readonly LineResult[]>();

class ResultText extends WidgetType {
  readonly #result: LineResult;
  constructor(result: LineResult) {
    super();
    this.#result = result;
  }

  override eq(other: ResultText): boolean {
    return other.#result.text === this.#result.text && other.#result.state === this.#result.state;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = `cm-build cm-build-${this.#result.state}`;
    element.textContent = this.#result.text;
    return element;
  }
}

const signs: Readonly<Record<LineResult['state'], string>> = { started: '…', cached: '↺', done: '●', failed: '✕' };

class ResultSign extends GutterMarker {
  readonly #state: LineResult['state'];
  constructor(state: LineResult['state']) {
    super();
    this.#state = state;
  }

  override eq(other: ResultSign): boolean {
    return other.#state === this.#state;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = `cm-build-${this.#state}`;
    element.textContent = signs[this.#state];
    return element;
  }
}

const failedLine = Decoration.line({ class: 'cm-build-failed-line' });

interface Shown {
  readonly results: readonly LineResult[];
  readonly decorations: DecorationSet;
}

function decorate({ doc }: EditorState, results: readonly LineResult[]): Shown {
  const builder = new RangeSetBuilder<Decoration>();
  const within = results.filter(({ line }) => line <= doc.lines);
  for (const result of within) {
    const line = doc.line(result.line);
    if (result.state === 'failed') builder.add(line.from, line.from, failedLine);
    builder.add(line.to, line.to, Decoration.widget({ widget: new ResultText(result), side: 1 }));
  }
  return { results: within, decorations: builder.finish() };
}

const field = StateField.define<Shown>({
  create: () => ({ results: [], decorations: Decoration.none }),
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(showResults)) return decorate(transaction.state, effect.value);
    return transaction.docChanged ? { ...shown, decorations: shown.decorations.map(transaction.changes) } : shown;
  },
  provide: (own) => EditorView.decorations.from(own, ({ decorations }) => decorations),
});

export const buildResults: Extension = [
  field,
  gutter({
    class: 'cm-build-gutter',
    lineMarker(view, { from }) {
      const line = view.state.doc.lineAt(from).number;
      const result = view.state.field(field).results.find((candidate) => candidate.line === line);
      return result ? new ResultSign(result.state) : null;
    },
    lineMarkerChange: (update) => update.startState.field(field) !== update.state.field(field),
  }),
];
