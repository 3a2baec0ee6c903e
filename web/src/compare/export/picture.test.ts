import { expect, test } from 'vitest';
import { count, type Experiment } from '../experiments/experiment.ts';
import { toSvg, wrap } from './picture.ts';

const colours = { background: 'white', text: 'black', muted: 'grey', line: 'silver', bad: 'red' };

test.each([
  ['one two three', 7, ['one two', 'three']],
  ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['', 10, ['']],
])('“%s” in lines of %i', (text, most, lines) => expect(wrap(text, most)).toEqual(lines));

test('the picture has the values, escaped, and says what failed', () => {
  const experiment = (id: string): Experiment => ({ id, title: `<${id}>`, claim: '', how: '', limits: '', run: () => Promise.resolve([]) });
  const outcomes = {
    done: { state: 'done', at: '', durationMs: 1, rows: [{ key: 'a', what: 'Seen', values: [count(42), 'a & b'] }] },
    broken: { state: 'failed', at: '', why: 'no kernel' },
  } as const;
  const svg = toSvg([experiment('done'), experiment('broken')], outcomes, [['browser', 'Chromium']], colours);
  for (const part of ['&lt;done>', '>42<', 'a &amp; b', 'Failed: no kernel', 'browser: Chromium']) expect(svg).toContain(part);
});
