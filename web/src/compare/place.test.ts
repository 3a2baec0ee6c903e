import { expect, test } from 'vitest';
import { expectSuccess, numberOf, parseFacts } from './place.ts';

test('facts are read line by line, and a figure that is missing is an error, not a zero', () => {
  const facts = parseFacts('noise\nprocesses=12\ninit=/sbin/init \nempty=\n');
  expect(facts).toEqual({ processes: '12', init: '/sbin/init', empty: '' });
  expect(numberOf(facts, 'processes')).toBe(12);
  for (const name of ['empty', 'init', 'missing']) expect(() => numberOf(facts, name)).toThrow(`no number for “${name}”`);
});

test('a script that failed gives its last words', () => {
  expect(expectSuccess({ code: 0, text: 'ok\n' })).toBe('ok\n');
  expect(() => expectSuccess({ code: 127, text: 'first\nsh: nothing: not found\n' })).toThrow('code 127: sh: nothing: not found');
});
