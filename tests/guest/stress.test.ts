/** Many at once, and much output: the daemon answers meanwhile, and nothing is left behind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

const minutes = 60_000;
let engine: TestEngine;
const docker: TestEngine['docker'] = (command) => engine.docker(command);

/** What would grow if something were forgotten. */
async function remnants(): Promise<Record<string, string>> {
  const count = async (command: string): Promise<string> => (await engine.inMachine(`${command} | wc -l`)).trim();
  return {
    cgroups: await count('find /sys/fs/cgroup/docker -mindepth 1 -type d'),
    monitors: await count('ps | grep "[m]onitor /run"'),
    bundles: await count('ls /run/docker/task'),
    mounts: await count('cat /proc/mounts'),
    interfaces: await count('ls /sys/class/net'),
    descriptors: await count('ls /proc/$(pidof dockerd)/fd'),
  };
}

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

test('fifty containers run at once, and are gone at once', { timeout: 10 * minutes }, async () => {
  const before = await remnants();
  const ids = await engine.inMachine('for i in $(seq 50); do docker run -d busybox sleep 1000; done');
  expect(ids.trim().split('\n')).toHaveLength(50);
  expect((await docker('ps -q')).split('\n')).toHaveLength(50);
  await engine.inMachine('docker rm -f $(docker ps -q) > /dev/null');
  expect(await docker('ps -aq')).toBe('');
  await expect.poll(remnants, { timeout: minutes }).toEqual(before);
});

test('twenty starts in parallel', { timeout: 10 * minutes }, async () => {
  const before = await remnants();
  const output = await engine.inMachine('for i in $(seq 20); do docker run --rm busybox echo started $i & done; wait');
  const started = output.split('\n').filter((line) => line.startsWith('started '));
  expect(new Set(started).size).toBe(20);
  await expect.poll(remnants, { timeout: minutes }).toEqual(before);
});

const fiftyMegabytes = 'dd if=/dev/zero bs=1048576 count=50 2>/dev/null | tr "\\\\0" x | fold -w 1023';

test('50 MB of log: the daemon answers, and the newest of it is kept within bounds', { timeout: 10 * minutes }, async () => {
  await docker(`run -d --name chatty busybox sh -c '${fiftyMegabytes}; echo the end'`);
  expect(await docker("ps --format '{{.Names}}'")).toBe('chatty');
  expect((await engine.run('docker wait chatty')).stdout.trim()).toBe('0');
  expect(await docker('logs --tail 1 chatty')).toMatch(/the end$/);
  const kept = Number(await engine.inMachine('cat /var/lib/docker/containers/*/*-json.log* | wc -c'));
  expect(kept).toBeGreaterThan(16e6);
  expect(kept).toBeLessThan(34e6);
  await docker('rm chatty');
});

test('50 MB to an attached client: every byte arrives, and the daemon answers meanwhile', { timeout: 10 * minutes }, async () => {
  const attached = engine.run(`docker run --rm --log-driver none busybox sh -c '${fiftyMegabytes}' | wc -c`);
  expect((await engine.run('docker ps -q')).code).toBe(0);
  expect(Number((await attached).stdout)).toBe(50 * 1048576 + Math.floor((50 * 1048576) / 1023));
});

test('a client that does not read holds its container back, and nobody else', { timeout: 10 * minutes }, async () => {
  const before = await remnants();
  const stalled = await engine.machine.openPty({ argv: ['/bin/sh', '-c', 'docker run --rm --name stalled busybox yes | sleep 1000'], rows: 24, columns: 80 });
  await expect.poll(async () => (await engine.run("docker ps --format '{{.Names}}'")).stdout, { timeout: minutes }).toBe('stalled\n');
  expect(await docker('run --rm busybox echo others run')).toBe('others run');
  await docker('rm -f stalled');
  stalled.stream.close();
  await expect.poll(remnants, { timeout: minutes }).toEqual(before);
});
