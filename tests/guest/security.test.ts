/** What a container may not do, asked of the kernel. */
import { writeFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const directory = mkdtempSync(join(tmpdir(), 'drydock-profile-'));

/** What a command in a fresh container ends with and prints. */
async function inContainer(options: string, command: string): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await engine.run(`docker run --rm ${options} busybox ${command}`);
  return { code, output: stdout + stderr };
}

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await engine.stop();
});

test('a filter is in force, and a user namespace, which the kernel would give to anybody, is refused by it', async () => {
  expect((await inContainer('', 'grep Seccomp: /proc/self/status')).output).toMatch(/2$/m);
  expect(await inContainer('', 'unshare -U true')).toEqual({ code: 1, output: 'unshare: unshare(0x10000000): Operation not permitted\n' });
  expect(await inContainer('--security-opt seccomp=unconfined', 'unshare -U true')).toEqual({ code: 0, output: '' });
});

test('mount is refused until SYS_ADMIN is given', async () => {
  expect((await inContainer('', 'mount -t tmpfs none /mnt')).code).not.toBe(0);
  expect(await inContainer('--cap-add SYS_ADMIN', "sh -c 'mkdir /x && mount -t tmpfs none /x && umount /x && unshare -m true'")).toEqual({
    code: 0,
    output: '',
  });
});

test('a profile of one’s own is the one in force, also for exec', async () => {
  const profile = join(directory, 'profile.json');
  writeFileSync(profile, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['mkdir'], action: 'SCMP_ACT_ERRNO', errnoRet: 28 }] }));
  await engine.docker(`run -d --name profiled --security-opt seccomp=${profile} busybox sleep 100`);
  const { stderr } = await engine.run('docker exec profiled mkdir /x');
  await engine.docker('rm -f profiled');
  expect(stderr).toBe("mkdir: can't create directory '/x': No space left on device\n");
});

test('no-new-privileges is set for whoever asks, with the filter still there', async () => {
  const status = 'sh -c \'grep -E "^(NoNewPrivs|Seccomp):" /proc/self/status\'';
  expect((await inContainer('--security-opt no-new-privileges -u 1000', status)).output).toBe('NoNewPrivs:\t1\nSeccomp:\t2\n');
  expect((await inContainer('', status)).output).toBe('NoNewPrivs:\t0\nSeccomp:\t2\n');
  expect((await inContainer('--privileged', status)).output).toBe('NoNewPrivs:\t0\nSeccomp:\t0\n');
});
