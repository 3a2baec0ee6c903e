import { expect, test } from 'vitest';
import { parseJson } from './json.ts';

// Recorded from a real engine: POST /containers/create with these bodies.
test.each([
  ['{"Image":"busybox",}', "invalid JSON: invalid character '}' looking for beginning of object key string"],
  ['{"Image" "x"}', "invalid JSON: invalid character '\"' after object key"],
  ['{"a":tru}', "invalid JSON: invalid character '}' in literal true (expecting 'e')"],
  ['{"a":01}', "invalid JSON: invalid character '1' after object key:value pair"],
  ['{"a":"\\q"}', 'invalid JSON: invalid escape sequence `\\q` in string'],
  ["{'a':1}", "invalid JSON: invalid character '\\'' looking for beginning of object key string"],
  ['{"a":1', 'invalid JSON: unexpected EOF'],
  ['{"a":1.x}', "invalid JSON: invalid character 'x' in numeric literal"],
  ['[1 2]', "invalid JSON: invalid character '2' after array element"],
  ['{bad', "invalid JSON: invalid character 'b' looking for beginning of object key string"],
  ['{"a":1}{}', 'unexpected content after JSON'],
  ['{"a":"\n"}', "invalid JSON: invalid character '\\n' in string"],
  ['{"a":"\\u00g0"}', 'invalid JSON: invalid escape sequence `\\u00g0` in string'],
  ['{"a":', 'invalid JSON: unexpected EOF'],
  ['{"a":1e}', "invalid JSON: invalid character '}' in numeric literal"],
  ['{"a":?}', "invalid JSON: invalid character '?' looking for beginning of value"],
  ['{"a":"\u0001"}', "invalid JSON: invalid character '\\x01' in string"],
  ['{"a":-x}', "invalid JSON: invalid character 'x' in numeric literal"],
  ['[,', "invalid JSON: invalid character ',' looking for beginning of value"],
  ['nulx', "invalid JSON: invalid character 'x' in literal null (expecting 'l')"],
])('%j is refused in Go’s words', (text, message) => {
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ kind: 'bad-request', message }));
});

test('deep nesting is refused, not followed', () => {
  expect(() => parseJson('['.repeat(100_000))).toThrow('invalid JSON: exceeded max depth');
});

test.each(['{}', 'null', ' [1, "two", {"three": [true, -4.5e6]}] '])('%j is taken', (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});
