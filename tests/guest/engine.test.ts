/** What the golden cases cannot say: limits enforced, processes seen from both sides, and a daemon that dies. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const docker: TestEngine['docker'] = (command) => engine.docker(command);
const inMachine: TestEngine['inMachine'] = (command) => engine.inMachine(command);
const run: TestEngine['run'] = (command) => engine.run(command);

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(() => engine.stop());

test('the memory limit kills who exceeds it, and inspect says so', async () => {
  const { code } = await run("docker run --name hungry -m 16m busybox sh -c 'x=a; while :; do x=$x$x; done'");
  expect(code).toBe(137);
  expect(await docker("inspect -f '{{.State.OOMKilled}}' hungry")).toBe('true');
  await docker('rm hungry');
});

test('--pids-limit is enforced', async () => {
  const { stdout, stderr } = await run("docker run --rm --pids-limit 5 busybox sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 5 & done; echo done'");
  expect(stdout + stderr).toContain("can't fork");
});

test('--cpus 0.2 leaves about a fifth of the processor', async () => {
  await docker("run -d --name slow --cpus 0.2 busybox sh -c 'while :; do :; done'");
  const used = async (): Promise<number> => Number(/usage_usec (\d+)/.exec(await inMachine('cat /sys/fs/cgroup/docker/*/cpu.stat'))?.[1]);
  const at = async (): Promise<number> => Number((await inMachine('cut -d" " -f1 /proc/uptime')).trim()) * 1e6;
  const [cpuBefore, timeBefore] = [await used(), await at()];
  await docker("exec slow sh -c 'sleep 2'");
  const share = ((await used()) - cpuBefore) / ((await at()) - timeBefore);
  await docker('rm -f slow');
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.3);
});

test('a container is a process of the machine under another PID, in namespaces of its own', async () => {
  await docker('run -d --name both busybox sleep 987');
  expect(await docker('exec both ps')).toMatch(/^ +1 root +sleep 987/m);
  const pid = await docker("inspect -f '{{.State.Pid}}' both");
  expect(await inMachine(`tr "\\0" " " < /proc/${pid}/cmdline`)).toContain('sleep 987');
  for (const namespace of ['pid', 'mnt', 'uts', 'ipc', 'net', 'cgroup']) {
    const [own, inside] = (await inMachine(`readlink /proc/self/ns/${namespace} /proc/${pid}/ns/${namespace}`)).trim().split('\n');
    expect(inside).not.toBe(own);
  }
  await docker('rm -f both');
});

test('two containers on the bridge reach each other', async () => {
  await docker('run -d --name pinged busybox sleep 100');
  const address = await docker("inspect -f '{{.NetworkSettings.IPAddress}}' pinged");
  expect(await docker(`run --rm busybox ping -c 1 -w 5 ${address}`)).toContain('1 packets received');
  await docker('rm -f pinged');
});

test('a daemon that is killed comes back and finds its containers, their logs and their exit codes', async () => {
  await docker('run -d --name survivor busybox sh -c \'echo before; trap "exit 7" TERM; while :; do sleep 1; done\'');
  const before = await docker("inspect -f '{{.State.Pid}}' survivor");
  const daemon = (await inMachine('pidof dockerd')).trim();
  await inMachine(`kill -9 ${daemon}`);
  await expect
    .poll(async () => (await run("docker inspect -f '{{.State.Running}} {{.State.Pid}}' survivor")).stdout.trim(), { timeout: 20_000 })
    .toBe(`true ${before}`);
  expect((await inMachine('pidof dockerd')).trim()).not.toBe(daemon);
  expect(await docker('logs survivor')).toBe('before');
  await docker('stop -t 20 survivor');
  expect(await docker("inspect -f '{{.State.ExitCode}}' survivor")).toBe('7');
  await docker('rm survivor');
});

test.each([
  ['before its plan', 0],
  ['in the middle of its plan', 20],
])('a start that stops %s, with a daemon that is killed then, leaves nothing behind, and can be had again', async (_, step) => {
  const ask = (target: string): Promise<string> => inMachine(`curl -s -X POST --unix-socket /var/run/docker.sock 'http://localhost/drydock/step/${target}'`);
  const index = async (): Promise<number> =>
    Number(/"index":(\d+)/.exec(await inMachine('curl -s --unix-socket /var/run/docker.sock http://localhost/drydock/step'))?.[1] ?? -1);
  await docker('create --name cut busybox echo after all');
  await ask('arm');
  const start = inMachine('docker start -a cut');
  while ((await index()) < 0) await ask('next');
  if (step > 0) await ask(`next?until=${step}`);
  await expect.poll(index, { timeout: 20_000 }).toBe(step);
  expect((await inMachine('pidof monitor')).trim()).toMatch(/^\d+( \d+)?$/);
  await inMachine('kill -9 $(pidof dockerd)');
  expect(await start).not.toContain('after all');
  await expect.poll(async () => (await run('docker ps -aq')).code, { timeout: 20_000 }).toBe(0);
  const leftovers = 'pidof monitor; grep /merged /proc/mounts; ls /run/docker/task; find /sys/fs/cgroup/docker -mindepth 1 -type d; ip link | grep veth';
  expect(await inMachine(leftovers)).toBe('');
  expect(await docker("inspect -f '{{.State.Status}}' cut")).toBe('created');
  expect(await docker('start -a cut')).toBe('after all');
  await docker('rm cut');
});

test('a header of 2 MB is refused and the daemon goes on', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(engine.socket);
    socket
      .on('data', (data) => (text += data.toString()))
      .on('end', () => resolve(text))
      .on('error', reject);
    socket.write(`GET /_ping HTTP/1.1\r\nX: ${'a'.repeat(2_000_000)}`);
  });
  expect(answer).toMatch(/^HTTP\/1.1 431 /);
  expect(await docker("version -f '{{.Server.Version}}'")).not.toBe('');
});

test("the guest's own client prints what the real one prints", async () => {
  expect(await inMachine('docker run --rm busybox echo from inside')).toBe('from inside\n');
  expect(await inMachine('docker run --rm busybox nosuch; echo $?')).toContain('executable file not found in $PATH');
  expect(await inMachine('curl -s --unix-socket /var/run/docker.sock http://localhost/containers/json')).toBe('[]\n');
});

test('an image that nobody has is refused in the words that people know', async () => {
  const { code, stderr } = await run('docker run --rm nobody-has-this');
  expect(code).toBe(125);
  expect(stderr).toContain(
    "docker: Error response from daemon: pull access denied for nobody-has-this, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  );
});
