import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endOfArchive, formatHeader, padding, type TarEntry } from './header.ts';

const file = (name: string): TarEntry => ({ name, type: 'file', mode: 0o640, size: 5, mtime: 86400, target: '' });

test('tar reads what is written, names beyond the header field too', () => {
  const long = `${'folder/'.repeat(20)}file`;
  const content = new TextEncoder().encode('hello');
  const parts = ['short', long].flatMap((name) => [formatHeader(file(name)), content, padding(5)]);
  const link = formatHeader({ ...file('link'), type: 'symlink', size: 0, target: 'short' });
  const directory = mkdtempSync(join(tmpdir(), 'drydock-tar-'));
  try {
    writeFileSync(join(directory, 'a.tar'), Buffer.concat([...parts, link, endOfArchive()]));
    const listed = execFileSync('tar', ['--utc', '--list', '--verbose', '--file', join(directory, 'a.tar')], { encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual([
      '-rw-r----- 0/0               5 1970-01-02 00:00 short',
      `-rw-r----- 0/0               5 1970-01-02 00:00 ${long}`,
      'lrw-r----- 0/0               0 1970-01-02 00:00 link -> short',
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
