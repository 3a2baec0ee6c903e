import { expect, test } from 'vitest';
import { FrameSplitter } from './stream-frames.ts';

const stream = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 3, 97, 98, 99, 2, 0, 0, 0, 0, 0, 0, 1, 33]);

test.each([1, 2, 5, 9, 20])('frames are taken apart from pieces of %i bytes', (size) => {
  const splitter = new FrameSplitter();
  const text = { stdout: '', stderr: '' };
  for (let at = 0; at < stream.length; at += size) {
    for (const part of splitter.push(stream.subarray(at, at + size))) text[part.channel] += new TextDecoder().decode(part.bytes);
  }
  expect(text).toEqual({ stdout: 'abc', stderr: '!' });
});
