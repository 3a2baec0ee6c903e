/** Many starts at once, and output that nobody takes: the daemon answers meanwhile, and nothing is left behind. */
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
  // What the daemon opens once, at its first start of a container, is no remnant.
  await docker('run --rm busybox true');
});

afterAll(() => engine.stop());

test('twenty starts in parallel', { timeout: 10 * minutes }, async () => {
  const before = await remnants();
  const output = await engine.inMachine('for i in $(seq 20); do docker run --rm busybox echo started $i & done; wait');
  const started = output.split('\n').filter((line) => line.startsWith('started '));
  expect(new Set(started).size).toBe(20);
  await expect.poll(remnants, { timeout: minutes }).toEqual(before);
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

test('execs that end while the daemon is late: their codes are known, and their monitors go', { timeout: 10 * minutes }, async () => {
  const before = await remnants();
  await docker('run -d --name busy -v /tmp/gate:/gate busybox sleep 1000');
  // The real client asks over a connection that it has already.
  const runs = Array.from({ length: 10 }, () => engine.run('docker exec busy sh -c "while [ ! -e /gate/open ]; do sleep 0.1; done; exit 7"'));
  await expect.poll(async () => (await docker('top busy -o pid,args')).match(/while/g)?.length, { timeout: minutes }).toBe(10);
  await engine.inMachine('kill -STOP $(pidof dockerd); touch /tmp/gate/open');
  await expect.poll(() => engine.inMachine('ls /run/docker/task/*/exit | wc -l'), { timeout: minutes }).toContain('10');
  await new Promise((r) => setTimeout(r, 3000));
  await engine.inMachine('kill -CONT $(pidof dockerd)');
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(runs.map(() => 7));
  await docker('rm -f busy');
  await expect.poll(remnants, { timeout: minutes }).toEqual(before);
});
