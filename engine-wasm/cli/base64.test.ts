import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

test.each(['', 'a', 'ab', 'abc', 'user:pässword?>~'])('%j', (text) => {
  expect(toBase64(text)).toBe(Buffer.from(text).toString('base64'));
  expect(fromBase64(toBase64(text))).toBe(text);
  expect(fromBase64(toBase64(text, true))).toBe(text);
});
