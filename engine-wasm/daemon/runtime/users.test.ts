import { expect, test } from 'vitest';
import { findUser } from './users.ts';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nwww:x:33:33::/var/www:\nuser:x:1000:100:::\n';
const group = 'root:x:0:\nwww:x:33:\nusers:x:100:\naudio:x:29:user,www\n';
const find = (spec: string, ...extra: readonly string[]): unknown => findUser(spec, passwd, group, extra);

test.each([
  ['', { uid: 0, gid: 0, groups: [0], home: '/root' }],
  ['www', { uid: 33, gid: 33, groups: [33, 29], home: '/var/www' }],
  ['1000', { uid: 1000, gid: 100, groups: [100, 29], home: '/' }],
  ['4711', { uid: 4711, gid: 0, groups: [0], home: '/' }],
  ['www:users', { uid: 33, gid: 100, groups: [100], home: '/var/www' }],
  ['4711:4712', { uid: 4711, gid: 4712, groups: [4712], home: '/' }],
])('%j', (spec, user) => {
  expect(find(spec)).toEqual(user);
});

test('groups that are added, by name and number', () => {
  expect(find('www', 'users', '7')).toMatchObject({ groups: [33, 29, 100, 7] });
});

test('who is not there is refused in Docker’s words', () => {
  expect(() => find('nobody')).toThrow('unable to find user nobody: no matching entries in passwd file');
  expect(() => find('www:staff')).toThrow('unable to find group staff: no matching entries in group file');
  expect(() => find('', 'staff')).toThrow('unable to find group staff: no matching entries in group file');
});
