import { expect, test } from 'vitest';
import { parseUrl, resolveLocation } from './http-url.ts';

test('a URL is taken apart', () => {
  expect(parseUrl('http://user:word@web:8080/a%20b/c d?x=y#z')).toEqual({
    scheme: 'http',
    host: 'web',
    port: 8080,
    authority: 'web:8080',
    path: '/a b/c d',
    target: '/a%20b/c%20d?x=y',
    text: 'http://user:word@web:8080/a%20b/c d?x=y#z',
  });
  expect(parseUrl('https://web')).toMatchObject({ port: 443, target: '/', path: '' });
  expect(parseUrl('http://web?x')).toMatchObject({ host: 'web', target: '/?x' });
});

test.each([
  ['http://web:port/x', 'parse "http://web:port/x": invalid port ":port" after host'],
  ['http://web/%zz', 'parse "http://web/%zz": invalid URL escape "%zz"'],
])('%s is refused in the words of Go', (text, message) => {
  expect(() => parseUrl(text)).toThrow(message);
});

test.each([
  ['/root', 'http://web:81/root'],
  ['next', 'http://web:81/a/next'],
  ['?q', 'http://web:81/a/b?q'],
  ['//other/x', 'http://other/x'],
  ['https://other/x', 'https://other/x'],
])('the location %s leads to %s', (location, expected) => {
  expect(resolveLocation(parseUrl('http://web:81/a/b?c=d'), location)).toBe(expected);
});
