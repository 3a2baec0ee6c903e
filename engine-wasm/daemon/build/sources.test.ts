import { expect, test } from 'vitest';
import { matcherOf } from '../../wire/dockerfile/ignore.ts';
import { selectNames } from './sources.ts';

const names = ['a', 'a/b', 'a/b/c.txt', 'a/d.md', 'e', 'f.txt'];

test('what is wanted comes with the directories on the way to it', () => {
  expect(selectNames(names, matcherOf(['**/*.txt']))).toEqual(['a', 'a/b', 'a/b/c.txt', 'f.txt']);
  expect(selectNames(names, matcherOf(['a/b']))).toEqual(['a', 'a/b', 'a/b/c.txt']);
  expect(selectNames(names, () => false)).toEqual([]);
});

test('everything is no selection', () => {
  expect(selectNames(names, () => true)).toBeUndefined();
});

test('exceptions of what is left out are taken', () => {
  const isOut = matcherOf(['a', '!a/b/*.txt']);
  expect(selectNames(names, (name) => !isOut(name))).toEqual(['a', 'a/b', 'a/b/c.txt', 'e', 'f.txt']);
});
