import { expect, test } from 'vitest';
import { encodePathStat } from './path-stat.ts';

const passwd = { path: '/etc/passwd', link: '', size: 71, mode: 0o100644, mtime: Date.parse('2026-11-21T07:45:06Z') / 1000, nanoseconds: 0 };

test('a file is told as the real engine tells it', () => {
  const recorded = 'eyJuYW1lIjoicGFzc3dkIiwic2l6ZSI6NzEsIm1vZGUiOjQyMCwibXRpbWUiOiIyMDI2LTExLTIxVDA3OjQ1OjA2WiIsImxpbmtUYXJnZXQiOiIifQ==';
  expect(encodePathStat(passwd)).toBe(recorded);
});

test.each([
  [
    { path: '/tmp', mode: 0o041777 },
    { name: 'tmp', mode: 2 ** 31 + 2 ** 20 + 0o777 },
  ],
  [
    { path: '/', mode: 0o040755 },
    { name: '/', mode: 2 ** 31 + 0o755 },
  ],
  [
    { path: '/bin/sh', mode: 0o120777, link: 'busybox' },
    { name: 'sh', mode: 2 ** 27 + 0o777, linkTarget: 'busybox' },
  ],
  [
    { mode: 0o104755, nanoseconds: 120_000_000 },
    { mode: 2 ** 23 + 0o755, mtime: '2026-11-21T07:45:06.12Z' },
  ],
])('%j in the modes and times of Go', (stat, told) => {
  expect(JSON.parse(atob(encodePathStat({ ...passwd, ...stat })))).toMatchObject(told);
});
