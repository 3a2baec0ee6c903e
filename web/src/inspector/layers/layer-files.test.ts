import { expect, test } from 'vitest';
import { changesOf, commonBase, parseListing, treeOf, upperChanges } from './layer-files.ts';

const base = parseListing('d 755 4096 1 /bin\nf 755 1000 2 /bin/busybox\nf 755 1000 2 /bin/sh\nf 644 10 3 /etc/passwd\nl 777 4 4 /lib\nnonsense\n');
const top = parseListing('f 644 30 9 /etc/passwd\nw 0 0 8 /bin\nf 644 5 10 /a file with spaces\n');

test('a listing is read, and what is none of it passed over', () => {
  expect(base).toHaveLength(5);
  expect(top[2]).toEqual({ type: 'f', mode: 0o644, size: 5, inode: 10, path: '/a file with spaces' });
});

test('layers add, change and delete; what they hide is wasted, and a file with two names counts once', () => {
  const [first, second] = changesOf([base, top]);
  expect(first?.changes.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(1010);
  expect(first?.wasted).toBe(0);
  expect(second?.changes.map(({ kind }) => kind)).toEqual(['changed', 'deleted', 'added']);
  expect(second?.wasted).toBe(1010);
});

test('an opaque directory deletes what the layers below have in it, and what it has itself is changed', () => {
  const [, second] = changesOf([base, parseListing('q 755 4096 7 /bin\nf 755 20 8 /bin/sh\n')]);
  expect(second?.changes).toEqual([
    { path: '/bin/sh', kind: 'changed', bytes: 20 },
    { path: '/bin/busybox', kind: 'deleted', bytes: 0 },
  ]);
  expect(second).toMatchObject({ wasted: 1000, counts: { added: 0, changed: 1, deleted: 1 } });
});

test('a tree has the largest first, and only what was looked for', () => {
  const [first] = changesOf([base]);
  const tree = treeOf(first?.changes ?? []);
  expect(tree).toMatchObject({ bytes: 1010, count: 4 });
  expect(tree.children.map(({ name }) => name)).toEqual(['bin', 'etc', 'lib']);
  expect(treeOf(first?.changes ?? [], 'PASS').count).toBe(1);
});

test('the common base of two images', () => {
  const stack = (...ids: string[]) => ids.map((chainId) => ({ chainId }));
  expect([commonBase(stack('a', 'b'), stack('a', 'c')), commonBase(stack('a'), stack('a', 'b')), commonBase([], stack('a'))]).toEqual([1, 1, 0]);
});

test('what a container wrote', () =>
  expect(upperChanges('d 755 1 1 /root\nf 600 2 2 /root/x\nw 0 0 3 /etc/motd\nq 755 1 4 /srv\n')).toEqual([
    'written /root/x',
    'deleted /etc/motd',
    'replaced /srv/',
  ]));
