import { expect, test } from 'vitest';
import { parseIgnore } from './ignore.ts';

const rules = `# a comment
/*.log
temp?
**/node_modules
docs/**/*.md
!docs/README.md
build
`;

test.each([
  ['a.log', true],
  ['sub/a.log', false],
  ['temp1', true],
  ['temp1/inside', true],
  ['temporary', false],
  ['node_modules', true],
  ['a/b/node_modules/c/d', true],
  ['docs/a.md', true],
  ['docs/x/y/a.md', true],
  ['docs/README.md', false],
  ['build/out/a', true],
  ['builder', false],
  ['# a comment', false],
])('%s is left out: %s', (path, isIgnored) => {
  expect(parseIgnore(rules)(path)).toBe(isIgnored);
});
