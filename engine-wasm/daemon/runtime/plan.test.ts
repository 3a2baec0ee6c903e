import { expect, test } from 'vitest';
import type { HostConfig } from '../../api/containers.ts';
import type { Plan, Step } from '../../api/plan.ts';
import type { Endpoint } from '../networks/network.ts';
import { planOf, type TaskSpec } from './plan.ts';

const id = 'c'.repeat(64);
const endpoint: Endpoint = {
  id: 'e',
  networkId: 'n',
  network: 'front',
  bridge: 'br-n',
  bridgeIndex: 5,
  address: '172.18.0.2',
  prefixLength: 16,
  gateway: '172.18.0.1',
  resolver: '172.18.0.1',
  mac: '02:42:ac:12:00:02',
  hostInterface: 'veth1234567',
  interface: 'eth0',
};

function plan(host: HostConfig = {}, spec: Partial<TaskSpec> = {}): Plan {
  return planOf({
    id,
    hostname: 'name',
    config: {},
    host,
    argv: ['sh'],
    env: [],
    user: { uid: 0, gid: 0, groups: [0], home: '/root' },
    lowerDirs: ['/upper', '/lower'],
    directory: '/containers/c',
    overlay: '/overlay/c',
    mounts: [],
    devices: [],
    endpoints: [],
    gateway: '',
    resolver: '',
    joins: { net: 0, pid: 0, ipc: 0, shm: '' },
    extras: { mounts: [], variables: [] },
    isDirectory: () => true,
    ...spec,
  });
}

/** Positions of the steps that match, to compare their order. */
const at = (steps: Plan, test: (step: Step) => boolean): number => steps.findIndex(test);
const summaries = (steps: Plan): readonly string[] => steps.flatMap((step) => (step.op === 'netlink' ? [`${step.by}: ${step.summary}`] : []));
const clone = (steps: Plan): Extract<Step, { op: 'clone' }> => steps.find((step) => step.op === 'clone') as Extract<Step, { op: 'clone' }>;
const written = (steps: Plan): readonly string[] =>
  steps.flatMap((step) => (step.op === 'write' ? [`${step.path.replace(`/sys/fs/cgroup/docker/${id}/`, '')}=${step.data}`] : []));

test('the process is born into its cgroup and its namespaces, and exec comes last', () => {
  const steps = plan();
  expect(clone(steps)).toMatchObject({ cgroup: `/sys/fs/cgroup/docker/${id}`, namespaces: ['mnt', 'uts', 'ipc', 'net', 'pid', 'cgroup'] });
  expect(steps.at(-1)).toMatchObject({ op: 'exec', argv: ['sh'] });
});

test.each([
  [{ PidMode: 'host' }, 'pid'],
  [{ IpcMode: 'host' }, 'ipc'],
  [{ UTSMode: 'host' }, 'uts'],
  [{ NetworkMode: 'host' }, 'net'],
  [{ CgroupnsMode: 'host' }, 'cgroup'],
])('%j leaves the machine’s namespace', (host, namespace) => {
  expect(clone(plan(host)).namespaces).not.toContain(namespace);
});

test('a PID namespace is joined before the clone, the others after it', () => {
  const steps = plan({}, { joins: { net: 7, pid: 8, ipc: 9, shm: '/shm' } });
  const joined = steps.flatMap((step) => (step.op === 'setns' ? [`${step.by} ${step.path}`] : []));
  expect(joined).toEqual(['monitor /proc/8/ns/pid', 'process /proc/7/ns/net', 'process /proc/9/ns/ipc']);
  expect(clone(steps).namespaces).toEqual(['mnt', 'uts', 'cgroup']);
  expect(summaries(steps)).toEqual([]);
});

test('an endpoint: a veth pair from outside; address, route and resolver inside', () => {
  expect(summaries(plan({}, { endpoints: [endpoint], gateway: '172.18.0.1', resolver: '172.18.0.1' }))).toEqual([
    'monitor: veth pair veth1234567 on br-n, eth0 inside',
    'process: lo up',
    'process: eth0 172.18.0.2/16 up, default route by 172.18.0.1',
    'process: 127.0.0.11 is the resolver of 172.18.0.1',
  ]);
});

test('limits are written before there is a process', () => {
  const steps = plan({ Memory: 16 << 20, MemoryReservation: 8 << 20, NanoCpus: 2e8, CpuShares: 1024, PidsLimit: 5 });
  expect(written(steps)).toEqual([
    'memory.max=16777216',
    'memory.swap.max=0',
    'memory.oom.group=0',
    'memory.low=8388608',
    'cpu.max=20000 100000',
    'cpu.weight=39',
    'pids.max=5',
  ]);
  expect(at(steps, ({ op }) => op === 'write')).toBeLessThan(at(steps, ({ op }) => op === 'clone'));
  expect(written(plan({ CpuQuota: 50_000, CpuPeriod: 200_000 }))).toEqual(['cpu.max=50000 200000']);
});

test('sysctls and the OOM score are the process’s own; of the machine’s network none may be set', () => {
  expect(written(plan({ Sysctls: { 'net.ipv4.ip_forward': '0' }, OomScoreAdj: 500 }))).toEqual([
    '/proc/sys/net/ipv4/ip_forward=0',
    '/proc/self/oom_score_adj=500',
  ]);
  expect(() => plan({ NetworkMode: 'host', Sysctls: { 'net.ipv4.ip_forward': '0' } })).toThrow(
    'sysctl "net.ipv4.ip_forward" not allowed in host network namespace',
  );
});

test('the filter comes while there are rights, or with no_new_privs at the end', () => {
  const isFilter = ({ op }: Step): boolean => op === 'seccomp';
  const dropsRights = ({ op }: Step): boolean => op === 'capabilities';
  const usual = plan();
  expect(at(usual, isFilter)).toBeLessThan(at(usual, dropsRights));
  const bound = plan({ SecurityOpt: ['no-new-privileges'] });
  expect(at(bound, isFilter)).toBeGreaterThan(at(bound, ({ op }) => op === 'no_new_privs'));
  expect(at(plan({ Privileged: true }), isFilter)).toBe(-1);
});

test('only what differs from the default gets a device program of its own', () => {
  const hasProgram = (steps: Plan): boolean => steps.some(({ op }) => op === 'devices');
  expect([plan(), plan({ Privileged: true }), plan({ DeviceCgroupRules: ['c 1:11 r'] })].map(hasProgram)).toEqual([false, true, true]);
});

test('a device is made with the directories on its way', () => {
  const steps = plan({}, { devices: [{ path: '/dev/net/tun', type: 'c', major: 10, minor: 200, mode: 0o666, access: 'rwm' }] });
  expect(steps).toContainEqual({ by: 'process', op: 'mkdir', path: '/dev/net', mode: 0o755 });
  expect(steps).toContainEqual({ by: 'process', op: 'mknod', path: '/dev/net/tun', mode: 0o020666, major: 10, minor: 200 });
});

test('shared memory: an own one, none, or somebody’s', () => {
  const shm = (host: HostConfig, spec?: Partial<TaskSpec>): readonly string[] =>
    plan(host, spec).flatMap((step) => (step.op === 'mount' && step.target === '/dev/shm' ? [`${step.source} ${step.data}`] : []));
  expect(shm({ ShmSize: 1 << 20 })).toEqual(['shm mode=1777,size=1048576']);
  expect(shm({ IpcMode: 'none' })).toEqual([]);
  expect(shm({ IpcMode: 'container:x' }, { joins: { net: 0, pid: 0, ipc: 9, shm: '/run/shm' } })).toEqual(['/run/shm ']);
});
