/** The trace, step mode and the X-ray, against what the machine itself says. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StepModeState, TraceEvent } from '../../engine-wasm/api/trace.ts';
import type { CgroupXRay, ContainerXRay, LayerXRay } from '../../engine-wasm/api/xray.ts';
import { decodePlan } from '../../engine-wasm/wire/plan-text.ts';
import { HttpConnection, readLines, readText } from '../../engine-wasm/wire/http/client.ts';
import { startEngine, type TestEngine } from '../lib/engine.ts';

let engine: TestEngine;
const events: TraceEvent[] = [];

async function api(method: string, target: string): Promise<string> {
  const connection = new HttpConnection(await engine.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' }));
  const response = await connection.request({ method, target });
  const text = await readText(response);
  connection.close();
  if (response.status >= 400) throw new Error(text);
  return text;
}

const get = async <T>(target: string): Promise<T> => JSON.parse(await api('GET', target)) as T;
const find = <K extends TraceEvent['kind']>(kind: K, matches: (event: Extract<TraceEvent, { kind: K }>) => boolean = () => true) =>
  events.find((event): event is Extract<TraceEvent, { kind: K }> => event.kind === kind && matches(event as Extract<TraceEvent, { kind: K }>));

beforeAll(async () => {
  engine = await startEngine();
  const connection = new HttpConnection(await engine.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' }));
  const response = await connection.request({ method: 'GET', target: '/drydock/trace' });
  void (async () => {
    for await (const line of readLines(response.body)) events.push(JSON.parse(line) as TraceEvent);
  })().catch(() => undefined);
});
beforeEach(() => void events.splice(0));
afterAll(() => engine.stop());

test('a run is told from the client’s process to the removal, in order', async () => {
  expect(await engine.inMachine('docker run --rm busybox echo hi')).toBe('hi\n');
  await expect.poll(() => find('client', ({ state }) => state === 'left'), { timeout: 20_000 }).toBeTruthy();
  const first = find('client');
  expect(first?.client.argv).toEqual(['docker', 'run', '--rm', 'busybox', 'echo', 'hi']);
  const told = events.flatMap((event): string[] => {
    if (event.kind === 'request') return [`${event.method} ${event.path.replace(/^\/v[\d.]+/, '').replace(/\?.*|[0-9a-f]{64}/g, '')}`];
    if (event.kind === 'process') return [event.state];
    return event.kind === 'plan' || event.kind === 'output' || event.kind === 'attach' ? [event.kind] : [];
  });
  const order = [
    'POST /containers/create',
    'created',
    'POST /containers//attach',
    'POST /containers//start',
    'attach',
    'plan',
    'started',
    'output',
    'exited',
    'removed',
  ];
  expect(told.filter((word) => order.includes(word))).toEqual(order);
  const plan = decodePlan(find('plan')?.plan ?? '');
  const results = events.flatMap((event) => (event.kind === 'steps' ? event.results : []));
  expect(results.map(([index]) => index)).toEqual(plan.map((_, index) => index));
  expect(plan.map(({ op }) => op)).toContain('pivot_root');
  expect(find('output')).toMatchObject({ stdout: 3, stderr: 0 });
  expect(find('process', ({ state }) => state === 'exited')?.exitCode).toBe(0);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => (events[0] as TraceEvent).seq + i));
});

test('step mode stops before pivot_root: the mount is there, the process is not, and others go on', async () => {
  await api('POST', '/drydock/step/arm');
  const running = engine.inMachine('docker run --rm --name stepped busybox echo stepped through');
  const stopped = async (matches: (before: object) => boolean): Promise<void> => {
    await expect.poll(async () => (await get<StepModeState>('/drydock/step')).stops.some(({ before }) => matches(before)), { timeout: 20_000 }).toBe(true);
  };
  for (let plan = find('plan'); !plan; plan = find('plan')) {
    await expect.poll(async () => find('plan') ?? (await get<StepModeState>('/drydock/step')).stops.length, { timeout: 20_000 }).toBeTruthy();
    if (!find('plan')) await api('POST', '/drydock/step/next');
  }
  await stopped((before) => 'index' in before && before.index === 0);
  const pivot = decodePlan(find('plan')?.plan ?? '').findIndex(({ op }) => op === 'pivot_root');
  await api('POST', `/drydock/step/next?until=${pivot}`);
  await stopped((before) => 'index' in before && before.index === pivot);
  expect(await engine.inMachine('grep -c /merged /proc/mounts')).toBe('1\n');
  expect(await engine.docker("ps -a --format '{{.Names}} {{.State}}'")).toBe('stepped created');
  expect(await engine.inMachine('pidof echo || echo none')).toBe('none\n');
  await api('POST', '/drydock/step/next');
  await stopped((before) => 'index' in before && before.index === pivot + 1);
  await api('POST', '/drydock/step/run');
  expect(await running).toBe('stepped through\n');
});

test('a stop that is forgotten releases itself, and the trace says so', async () => {
  await api('POST', '/drydock/step/arm?patience=200');
  expect(await engine.inMachine('docker run --rm busybox echo on my own')).toBe('on my own\n');
  await expect.poll(() => find('go', ({ why }) => why === 'time')).toBeTruthy();
  expect(await get<StepModeState>('/drydock/step')).toMatchObject({ armed: false, stops: [] });
});

test('the X-ray says what the machine says', async () => {
  await engine.docker('run -d --name seen -m 64m -p 8081:80 busybox sh -c "echo x > /made; sleep 500"');
  await engine.docker('run -d --name beside --network container:seen busybox sleep 500');
  const pid = await engine.docker("inspect -f '{{.State.Pid}}' seen");
  const xray = await get<ContainerXRay>('/drydock/containers/seen/xray');
  const links = (await engine.inMachine(`cd /proc/${pid}/ns; for n in ${xray.namespaces.map(({ type }) => type).join(' ')}; do readlink $n; done`))
    .trim()
    .split('\n');
  expect(xray.namespaces.map(({ type, inode }) => `${type}:[${inode}]`)).toEqual(links);
  const besides = await engine.docker("inspect -f '{{.Id}}' beside");
  expect(xray.namespaces.find(({ type }) => type === 'net')?.sharedWith).toEqual([besides]);
  expect(xray.namespaces.find(({ type }) => type === 'pid')).toMatchObject({ machine: false, sharedWith: [] });
  expect(xray.processes[0]).toMatchObject({ pid: Number(pid), inside: 1 });
  const address = await engine.docker("inspect -f '{{.NetworkSettings.IPAddress}}' seen");
  expect(xray.ports).toEqual([{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8081, containerPort: 80, target: address }]);
  expect(xray.files.status).toMatch(/^Seccomp:\t2$/m);
  // Its figures stand still while it is frozen.
  await engine.docker('pause seen');
  const cgroup = await get<CgroupXRay>('/drydock/containers/seen/cgroup');
  const names = Object.keys(cgroup.files).filter((name) => !name.endsWith('.pressure'));
  expect(names).toEqual(expect.arrayContaining(['memory.current', 'memory.max', 'cpu.stat', 'pids.current', 'cgroup.procs']));
  const texts = await engine.inMachine(`cd ${cgroup.directory}; for f in ${names.join(' ')}; do echo "== $f"; cat $f; done`);
  expect(texts).toBe(names.map((name) => `== ${name}\n${cgroup.files[name]}`).join(''));
  await engine.docker('unpause seen');
  expect(await api('GET', '/drydock/containers/seen/upper')).toMatch(/^f 644 2 \d+ \/made$/m);
  await engine.docker('rm -f seen beside');
});

test('the sizes of an image’s layers are the store’s', async () => {
  const layers = await get<LayerXRay[]>('/drydock/images/busybox/layers');
  const size = Number(await engine.docker("inspect -f '{{.Size}}' busybox"));
  expect(layers.reduce((sum, layer) => sum + layer.size, 0)).toBe(size);
  const lines = (await api('GET', `/drydock/layers/${layers[0]?.chainId}/files`)).trim().split('\n');
  const inodes = new Map(lines.filter((line) => line.startsWith('f ')).map((line) => [line.split(' ')[3], Number(line.split(' ')[2])]));
  expect([...inodes.values()].reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
  const files = await engine.inMachine(`cd ${layers[0]?.directory}/diff; find . -type f -exec stat -c '%i %s' {} + | sort -u`);
  expect([...files.matchAll(/ (\d+)$/gm)].reduce((sum, [, bytes]) => sum + Number(bytes), 0)).toBe(size);
});

test('a directory that a container made anew is opaque, and what it deleted is a whiteout', async () => {
  await engine.docker('run --name anew busybox sh -c "rm -r /usr; mkdir /usr; echo x > /usr/new; rm /bin/vi"');
  const upper = await api('GET', '/drydock/containers/anew/upper');
  expect(upper).toMatch(/^q 755 \d+ \d+ \/usr$/m);
  expect(upper).toMatch(/^w 0 0 \d+ \/bin\/vi$/m);
  await engine.docker('rm anew');
});

test('what the daemon itself asks of the kernel is told', async () => {
  await engine.docker('run -d --name told busybox sleep 500');
  const id = await engine.docker("inspect -f '{{.Id}}' told");
  const pid = await engine.docker("inspect -f '{{.State.Pid}}' told");
  events.splice(0);
  await engine.docker('pause told');
  await engine.docker('unpause told');
  await engine.docker('rm -f told');
  await engine.docker('network create cables');
  await engine.docker('network rm cables');
  await expect.poll(() => find('call', ({ call }) => call.includes('RTM_DELLINK'))).toBeTruthy();
  const calls = events.flatMap((event) => (event.kind === 'call' ? [event.call] : []));
  const wanted = [
    `write("/sys/fs/cgroup/docker/${id}/cgroup.freeze", "1")`,
    `write("/sys/fs/cgroup/docker/${id}/cgroup.freeze", "0")`,
    `kill(${pid}, SIGKILL)`,
    `umount2("/var/lib/docker/overlay2/${id}/merged")`,
    `rmdir("/sys/fs/cgroup/docker/${id}")`,
    `unlinkat("/var/lib/docker/overlay2/${id}" and all below)`,
  ];
  expect(calls.filter((call) => wanted.includes(call))).toEqual(wanted);
  expect(calls.find((call) => call.includes('RTM_NEWLINK'))).toMatch(/^sendto\(NETLINK_ROUTE, /);
});

test('what is asked for and is not there is Docker’s 404', async () => {
  await expect(api('GET', '/drydock/containers/nosuch/xray')).rejects.toThrow('No such container: nosuch');
  await expect(api('GET', '/drydock/layers/sha256:..%2F..%2Fetc/files')).rejects.toThrow('No such layer');
  await expect(api('POST', '/drydock/step/next')).rejects.toThrow('nothing has stopped');
});
