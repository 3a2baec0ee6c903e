import { expect, test } from 'vitest';
import { normalise } from './golden.ts';

test.each([
  ['ids', `a ${'0a'.repeat(32)} b 0123456789ab c`, 'a <id64> b <id12> c'],
  ['times', 'at 2026-01-02T03:04:05.678Z', 'at <time>'],
  ['durations', 'Up 3 seconds, About a minute ago', 'Up <duration>, <duration> ago'],
  ['column widths', 'NAME     STATUS   \na b', 'NAME STATUS\na b'],
  ['plain numbers and words stay', 'exit 125, 172.17.0.2, deadbeefdead', 'exit 125, 172.17.0.2, deadbeefdead'],
])('%s are normalised', (_, input, output) => {
  expect(normalise(input)).toBe(output);
});
