import { expect, test } from 'vitest';
import { parseIgnore } from './ignore.ts';

test.each([
  ['*.log', 'a.log', 'no'],
  ['*.log', 'b/a.log', 'yes'],
  ['**/*.log', 'b/c/a.log', 'no'],
  ['**/*.log', 'a.log', 'no'],
  ['/node_modules', 'node_modules/x/y', 'no'],
  ['a/?', 'a/bc', 'yes'],
  ['a/[bc]', 'a/c', 'no'],
  ['# a\n\na.txt', 'a.txt', 'no'],
  ['*\n!keep', 'keep', 'yes'],
  ['*\n!keep', 'other', 'no'],
])('%j and %s: %s', (content, name, taken) => {
  expect(parseIgnore(content)(name, false)).toBe(taken);
});

test('a folder that is left out is still looked into where something may be taken back', () => {
  expect(parseIgnore('a\n!a/b')('a', true)).toBe('inside');
  expect(parseIgnore('a')('a', true)).toBe('no');
});
