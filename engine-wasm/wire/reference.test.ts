import { expect, test } from 'vitest';
import { familiarString, parseReference, withDefaultTag, withTag } from './reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['busybox', 'docker.io', 'library/busybox', 'latest', 'busybox:latest'],
  ['docker.io/busybox:1.37', 'docker.io', 'library/busybox', '1.37', 'busybox:1.37'],
  ['index.docker.io/library/busybox', 'docker.io', 'library/busybox', 'latest', 'busybox:latest'],
  ['someone/thing:v1_2', 'docker.io', 'someone/thing', 'v1_2', 'someone/thing:v1_2'],
  ['localhost/thing', 'localhost', 'thing', 'latest', 'localhost/thing:latest'],
  ['localhost:5000/a/b:c', 'localhost:5000', 'a/b', 'c', 'localhost:5000/a/b:c'],
  ['Host/thing', 'Host', 'thing', 'latest', 'Host/thing:latest'],
  ['library/a/b', 'docker.io', 'library/a/b', 'latest', 'library/a/b:latest'],
])('%s', (text, domain, path, tag, familiar) => {
  const reference = withDefaultTag(parseReference(text));
  expect(reference).toEqual({ domain, path, tag });
  expect(familiarString(reference)).toBe(familiar);
});

test('a digest stands for itself, with or without a tag', () => {
  expect(withDefaultTag(parseReference(`busybox@${digest}`))).toEqual({ domain: 'docker.io', path: 'library/busybox', digest });
  expect(familiarString(parseReference(`busybox:1@${digest}`))).toBe(`busybox:1@${digest}`);
});

test.each([
  ['UPPER', 'invalid reference format: repository name (library/UPPER) must be lowercase'],
  ['a/UPPER:x', 'invalid reference format: repository name (a/UPPER) must be lowercase'],
  ['', 'invalid reference format'],
  ['a b', 'invalid reference format'],
  ['a:', 'invalid reference format'],
  ['a//b', 'invalid reference format'],
  ['-a', 'invalid reference format'],
  ['../a', 'invalid reference format'],
  ['a@sha256:123', 'invalid reference format'],
  [`a/${'b'.repeat(256)}`, 'repository name must not be more than 255 characters'],
  ['0123456789abcdef'.repeat(4), `invalid repository name (${'0123456789abcdef'.repeat(4)}), cannot specify 64-byte hexadecimal strings`],
])('"%s" is refused', (text, message) => {
  expect(() => parseReference(text)).toThrow(message);
});

test('a bad tag has its own message', () => {
  expect(() => withTag(parseReference('a'), 'b c')).toThrow('invalid tag format');
});
