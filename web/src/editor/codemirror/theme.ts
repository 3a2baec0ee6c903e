import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The page's tokens: both themes are in them, so nothing here is told which one it is. */
const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--terminal)', color: 'var(--text)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': { backgroundColor: 'var(--terminal)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--surface-3) 55%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#b9dcd7, #1d4a52)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 18%, transparent)' },
  '.cm-matchingBracket': { backgroundColor: 'color-mix(in srgb, var(--accent) 25%, transparent)' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 30%, transparent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--warn) 60%, transparent)' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--text)', borderColor: 'var(--border)' },
  '.cm-textfield': { border: '1px solid var(--border-strong)', borderRadius: 'var(--radius-small)', backgroundColor: 'var(--surface-2)', fontSize: 'inherit' },
  '.cm-button': { border: '1px solid var(--border)', borderRadius: 'var(--radius-small)', background: 'var(--surface-2)', fontSize: 'inherit' },
  '.cm-tooltip': { border: '1px solid var(--border)', borderRadius: 'var(--radius-small)', backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-diagnostic': { fontFamily: 'var(--font)', fontSize: 'var(--small)' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-build': { marginLeft: '2rem', fontFamily: 'var(--font)', fontSize: 'var(--tiny)', color: 'var(--muted)', userSelect: 'none' },
  '.cm-build-cached': { color: 'var(--accent)' },
  '.cm-build-failed': { color: 'var(--bad)' },
  '.cm-build-failed-line': { backgroundColor: 'var(--bad-soft)' },
  '.cm-build-gutter': { width: '1.1rem', textAlign: 'center' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'light-dark(#8a2be2, #c792ea)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'light-dark(#a03a13, #f0a878)' },
  { tag: [tags.comment, tags.meta], color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'light-dark(#0a6a3d, #9fdf9f)' },
  { tag: [tags.variableName, tags.propertyName, tags.attributeName], color: 'light-dark(#12569c, #82b7ff)' },
  { tag: [tags.tagName, tags.typeName, tags.className, tags.definition(tags.variableName)], color: 'var(--accent)' },
  { tag: tags.heading, fontWeight: '700' },
  { tag: tags.link, textDecoration: 'underline' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export const appearance = [theme, syntaxHighlighting(colours)];
