/** The machine's files as the page sees them: the agent's end of api/files.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { FileError, GuestFiles } from '../../web/src/files/client.ts';
import { openShell, type Shell } from '../lib/pty.ts';

let headless: Headless;
let shell: Shell;
let files: GuestFiles;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = async (path: string): Promise<string> => new TextDecoder().decode((await files.read(path)).bytes);

beforeAll(async () => {
  headless = await startHeadless();
  shell = await openShell(headless.machine);
  files = new GuestFiles(
    () => headless.machine.dial({ kind: 'files' }),
    () => undefined,
  );
  await files.makeDirectory('/root/t');
});

afterAll(async () => {
  await headless?.stop();
});

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FileError);
  return (error as FileError).code;
}

test('what is written here is there, and what is written there is here', async () => {
  await files.write('/root/t/a.txt', utf8('one\n'), null);
  expect(await shell.run('cat /root/t/a.txt; stat -c %a /root/t/a.txt')).toContain('one\r\n644');
  await shell.run('echo two >> /root/t/a.txt; mkdir /root/t/d; ln -s a.txt /root/t/l; mkfifo /root/t/p');
  expect(await text('/root/t/a.txt')).toBe('one\ntwo\n');
  const { entries, more } = await files.list('/root/t');
  expect(entries.map(({ name, kind, size }) => [name, kind, size])).toEqual([
    ['a.txt', 'file', 8],
    ['d', 'directory', expect.any(Number)],
    ['l', 'link', 8],
    ['p', 'other', 0],
  ]);
  expect(more).toBe(0);
});

test('bytes stay as they are, many of them too', async () => {
  const bytes = Uint8Array.from({ length: 300_001 }, (_, i) => (i * 31) & 255);
  const version = await files.write('/root/t/big', bytes, null);
  const read = await files.read('/root/t/big');
  expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);
  expect(read.version).toBe(version);
  expect(await refusal(files.read('/root/t/big', 300_000))).toBe('EFBIG');
});

test('a file that changed underneath is not written over, unless that is wanted', async () => {
  const version = await files.write('/root/t/c', utf8('mine'), null);
  await shell.run('echo theirs > /root/t/c');
  expect(await refusal(files.write('/root/t/c', utf8('mine again'), version))).toBe('ESTALE');
  expect(await refusal(files.write('/root/t/c', utf8('new'), null))).toBe('EEXIST');
  expect(await text('/root/t/c')).toBe('theirs\n');
  await files.write('/root/t/c', utf8('mine again'));
  expect(await text('/root/t/c')).toBe('mine again');
  await shell.run('rm /root/t/c');
  expect(await refusal(files.write('/root/t/c', utf8('x'), version))).toBe('ESTALE');
});

test('a write is whole or not at all, keeps mode and owner, follows links, and leaves nothing behind', async () => {
  await shell.run('mkdir /root/w; cd /root/w; echo old > s; chmod 750 s; chown 1:2 s; ln -s s link');
  await files.write('/root/w/link', utf8('new'));
  expect(await shell.run('stat -c "%F %a %u:%g" s; readlink link; cat s; echo; ls -A')).toMatch(/regular file 750 1:2\s+s\s+new\s+link\s+s\s/);
  const stream = await headless.machine.dial({ kind: 'files' });
  await stream.write(utf8(`${JSON.stringify({ do: 'write', path: '/root/w/s', size: 10 })}\nhalf`));
  stream.closeWrite();
  expect(new TextDecoder().decode((await stream.read()) ?? new Uint8Array())).toContain('EIO');
  await shell.run('mount -t tmpfs -o size=64k t /mnt; echo kept > /mnt/f');
  expect(await refusal(files.write('/mnt/f', new Uint8Array(200_000)))).toBe('ENOSPC');
  expect(await shell.run('cat s; echo; ls -A; cat /mnt/f; ls -A /mnt; umount /mnt; cd')).toMatch(/new\s+link\s+s\s+kept\s+f\s/);
});

test('rename replaces nothing, and what is removed is gone', async () => {
  await shell.run('cd /root/t; echo x > x; echo y > y; mkdir -p tree/deep; echo z > tree/deep/z; ln -s /root/w tree/out; cd');
  expect(await refusal(files.rename('/root/t/x', '/root/t/y'))).toBe('EEXIST');
  expect(await refusal(files.rename('/root/t/none', '/root/t/n'))).toBe('ENOENT');
  expect(await refusal(files.makeDirectory('/root/t/x'))).toBe('EEXIST');
  await files.rename('/root/t/x', '/root/t/x2');
  await files.remove('/root/t/tree');
  await files.remove('/root/t/y');
  expect(await refusal(files.remove('/root/t/y'))).toBe('ENOENT');
  expect(await shell.run('cat t/x2; ls -d t/x t/y t/tree; ls w')).toMatch(/\nx\r\n([^\n]*No such file[^\n]*\n){3}link +s\r\n/);
});

test.each(['relative', '', '/', '//root/x', '/root/../etc/x', '/root/./x', '/root/t/', '/root/t/a\0b'])('%j is no path of a file', async (path) => {
  expect(await refusal(files.write(path, utf8('x')))).toBe('EINVAL');
  expect(await refusal(files.remove(path))).toBe('EINVAL');
  expect(await refusal(files.rename('/root/t/a.txt', path))).toBe('EINVAL');
  expect(await refusal(files.read(path))).toBe('EINVAL');
});

test('what is no regular file is refused at once', async () => {
  expect(await refusal(files.read('/root/t/p'))).toBe('EINVAL');
  expect(await refusal(files.read('/dev/zero'))).toBe('EINVAL');
  expect(await refusal(files.read('/root/t'))).toBe('EISDIR');
  expect(await refusal(files.write('/root/t', utf8('x')))).toBe('EISDIR');
  expect(await refusal(files.list('/root/t/a.txt'))).toBe('ENOTDIR');
});

test('changes are told, by the directory', async () => {
  const stop = new AbortController();
  const changes = files.watch(['/root/t', '/root/t/d', '/root/t/none'], stop.signal);
  expect((await changes.next()).value).toEqual(['/root/t', '/root/t/d']);
  await shell.run('echo new > /root/t/d/n');
  expect((await changes.next()).value).toEqual(['/root/t/d']);
  await files.rename('/root/t/a.txt', '/root/t/b.txt');
  const seen = new Set<string>();
  while (!seen.has('/root/t')) for (const path of (await changes.next()).value ?? []) seen.add(path);
  stop.abort();
  let ended = false;
  while (!ended) ended = (await changes.next()).done === true;
});

test('the request that a build is said to be does the same when it is typed', async () => {
  const request = `tar -c -C /root/b . | curl -s --unix-socket /var/run/docker.sock -X POST -H 'Content-Type: application/x-tar' --data-binary @- http://localhost/build?t=typed`;
  await shell.run(`mkdir b; printf 'FROM scratch\\nCOPY f /\\n' > b/Dockerfile; echo x > b/f; clear`);
  expect(await shell.run(request)).toContain('Successfully tagged typed:latest');
});
