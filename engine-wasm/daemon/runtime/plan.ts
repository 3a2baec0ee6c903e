import type { ContainerConfig, HostConfig } from '../../api/containers.ts';
import type { Namespace, Plan, Step } from '../../api/plan.ts';
import { NETLINK_NETFILTER, NETLINK_ROUTE } from '../../sys/constants.ts';
import { addAddress, addDefaultRoute, addVeth, routeLocalNet, setLinkUp } from '../../sys/netlink.ts';
import { join, toHex } from '../../sys/netlink-message.ts';
import { resolverRules } from '../networks/firewall.ts';
import type { Endpoint } from '../networks/network.ts';
import { capabilityMask, capabilitySet } from './capabilities.ts';
import { ownDeviceProgram, parseDeviceRule, ruleOf, type DeviceNode } from './devices.ts';
import { cgroupOf, limitSteps } from './limits.ts';
import { rootFsSteps, sharedMemoryMount, type MountPoint, type SharedMemory } from './rootfs-steps.ts';
import { seccompFilter } from './seccomp/filter.ts';
import { parseSecurityOptions } from './security-options.ts';
import { runcFailure } from './start-failure.ts';
import type { User } from './users.ts';

/** PIDs of those whose namespaces are joined; 0 = an own one. */
export interface Joins {
  readonly net: number;
  readonly pid: number;
  readonly ipc: number;
  /** Directory that is /dev/shm of both; empty = an own one. */
  readonly shm: string;
}

/** What one start has besides what its container is: nothing keeps it, nobody inspects it. */
export interface StartExtras {
  /** Steps of the process after the container's own mounts, before its root changes. */
  readonly mounts: readonly Step[];
  /** Variables whose values are files of this machine. */
  readonly variables: readonly { readonly name: string; readonly path: string }[];
}

export interface TaskSpec {
  readonly id: string;
  readonly hostname: string;
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly user: User;
  /** Topmost first. */
  readonly lowerDirs: readonly string[];
  /** `/var/lib/docker/containers/ID`: hostname, hosts, resolv.conf. */
  readonly directory: string;
  /** `/var/lib/docker/overlay2/ID`: diff, work, merged. */
  readonly overlay: string;
  readonly mounts: readonly MountPoint[];
  readonly devices: readonly DeviceNode[];
  readonly endpoints: readonly Endpoint[];
  /** Of the default route; empty = none. */
  readonly gateway: string;
  /** Where 127.0.0.11 leads; empty = nowhere. */
  readonly resolver: string;
  readonly joins: Joins;
  readonly extras: StartExtras;
  readonly isDirectory: (path: string) => boolean;
}

const defaultShmBytes = 64 * 1024 * 1024;
const rlimits: Readonly<Record<string, number>> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
};

function namespaces({ host, joins }: TaskSpec): readonly Namespace[] {
  const wanted: Namespace[] = ['mnt'];
  if (host.UTSMode !== 'host') wanted.push('uts');
  if (host.IpcMode !== 'host' && !joins.ipc) wanted.push('ipc');
  if (host.NetworkMode !== 'host' && !joins.net) wanted.push('net');
  if (host.PidMode !== 'host' && !joins.pid) wanted.push('pid');
  if (host.CgroupnsMode !== 'host') wanted.push('cgroup');
  return wanted;
}

function joinSteps({ joins }: TaskSpec): readonly Step[] {
  return (['net', 'ipc'] as const).flatMap((namespace) =>
    joins[namespace] ? [{ by: 'process', op: 'setns', path: `/proc/${joins[namespace]}/ns/${namespace}`, namespace } as const] : [],
  );
}

function netlink(by: Step['by'], summary: string, message: Uint8Array, pidOffset = -1, protocol = NETLINK_ROUTE): Step {
  return { by, op: 'netlink', protocol, summary, pidOffset, message: toHex(message) };
}

/** The veth pairs are made by the monitor, with their peers born in the container; the rest happens inside. */
function networkSteps({ endpoints, gateway, resolver, host, joins }: TaskSpec): readonly Step[] {
  if (host.NetworkMode === 'host' || joins.net) return [];
  const loopback = 1;
  const pairs = endpoints.map((endpoint) => {
    const pair = addVeth({ name: endpoint.hostInterface, bridge: endpoint.bridgeIndex, peer: { name: endpoint.interface, mac: endpoint.mac }, pid: 0 });
    return netlink('monitor', `veth pair ${endpoint.hostInterface} on ${endpoint.bridge}, ${endpoint.interface} inside`, pair.message, pair.pidOffset);
  });
  const addresses = endpoints.map((endpoint, i) => {
    // In a new namespace interfaces are counted from the loopback on.
    const index = loopback + 1 + i;
    const leadsOut = endpoint.gateway !== '' && endpoint.gateway === gateway;
    const route = leadsOut ? [addDefaultRoute(gateway)] : [];
    const summary = `${endpoint.interface} ${endpoint.address}/${endpoint.prefixLength} up${leadsOut ? `, default route by ${gateway}` : ''}`;
    const named = endpoint.resolver === '' ? [] : [routeLocalNet(index)];
    return netlink('process', summary, join(addAddress(index, endpoint.address, endpoint.prefixLength), setLinkUp(index), ...route, ...named));
  });
  const names = resolver === '' ? [] : [netlink('process', `127.0.0.11 is the resolver of ${resolver}`, resolverRules(resolver), -1, NETLINK_NETFILTER)];
  return [...pairs, netlink('process', 'lo up', setLinkUp(loopback)), ...addresses, ...names];
}

/** Rights: everything that the process gives up, in an order that lets each step still do its work. */
function rightsSteps(host: HostConfig, user: User): readonly Step[] {
  const set = capabilitySet({ privileged: host.Privileged ?? false, add: host.CapAdd ?? [], drop: host.CapDrop ?? [] });
  const { noNewPrivileges, seccomp } = parseSecurityOptions(host.SecurityOpt ?? []);
  const mask = capabilityMask(set);
  const none = '0';
  const kept = user.uid === 0 ? mask : none;
  const unconfined = seccomp === 'unconfined' || (host.Privileged && seccomp === '');
  const program = unconfined ? null : seccompFilter(seccomp, set);
  const filter: readonly Step[] = program === null ? [] : [{ by: 'process', op: 'seccomp', program }];
  return [
    { by: 'process', op: 'bounding', keep: mask },
    // Without no_new_privs a filter needs CAP_SYS_ADMIN, so it comes before the capabilities go.
    ...(noNewPrivileges ? [] : filter),
    { by: 'process', op: 'setuser', uid: user.uid, gid: user.gid, groups: user.groups },
    { by: 'process', op: 'capabilities', effective: kept, permitted: kept, inheritable: none, ambient: none },
    ...(noNewPrivileges ? ([{ by: 'process', op: 'no_new_privs' }, ...filter] as const) : []),
  ];
}

/** Most containers have the devices of the parent cgroup's program and need none of their own. */
function deviceSteps({ id, host, devices }: TaskSpec): readonly Step[] {
  const rules = (host.DeviceCgroupRules ?? []).map(parseDeviceRule).filter((rule) => rule !== null);
  const program = ownDeviceProgram(host.Privileged ?? false, [...devices.map(ruleOf), ...rules]);
  return program === null ? [] : [{ by: 'monitor', op: 'devices', cgroup: cgroupOf(id), program }];
}

/** `net.ipv4.ip_forward=0`: files of /proc/sys, which show the namespaces of whoever opens them. @throws StartFailure */
function sysctlSteps({ host }: TaskSpec): readonly Step[] {
  const shared = host.NetworkMode === 'host' ? Object.keys(host.Sysctls ?? {}).find((name) => name.startsWith('net.')) : undefined;
  if (shared !== undefined) throw runcFailure(`sysctl "${shared}" not allowed in host network namespace`);
  return Object.entries(host.Sysctls ?? {}).map(([name, data]) => ({ by: 'process', op: 'write', path: `/proc/sys/${name.replaceAll('.', '/')}`, data }));
}

function sharedMemoryOf({ host, joins }: TaskSpec): SharedMemory {
  if (host.IpcMode === 'none') return { kind: 'none' };
  if (host.IpcMode === 'host') return { kind: 'bind', source: '/dev/shm' };
  return joins.shm === '' ? { kind: 'own', bytes: shmBytes(host) } : { kind: 'bind', source: joins.shm };
}

const shmBytes = (host: HostConfig): number => host.ShmSize || defaultShmBytes;

/** /dev/shm of a container that offers it to others is mounted in the machine, where they find it. */
function shareSteps({ host, joins }: TaskSpec): readonly Step[] {
  if (host.IpcMode !== 'shareable') return [];
  return [
    { by: 'monitor', op: 'mkdir', path: '/run/docker/shm', mode: 0o700 },
    { by: 'monitor', op: 'mkdir', path: joins.shm, mode: 0o700 },
    sharedMemoryMount(joins.shm, shmBytes(host)),
  ];
}

/** A container's working directory is created when the image lacks it. */
function workingDirectorySteps(path: string): readonly Step[] {
  const parts = path.split('/').filter((part) => part !== '');
  const made = parts.map((_, i): Step => ({ by: 'process', op: 'mkdir', path: `/${parts.slice(0, i + 1).join('/')}`, mode: 0o755, optional: true }));
  return [...made, { by: 'process', op: 'chdir', path }];
}

/** Everything between "start" and the first instruction of the container's program. */
export function planOf(spec: TaskSpec): Plan {
  const { config, host, overlay } = spec;
  const merged = `${overlay}/merged`;
  const etc = ['hostname', 'hosts', 'resolv.conf'].map((name) => [`${spec.directory}/${name}`, `/etc/${name}`] as const);
  return [
    ...limitSteps(spec.id, host),
    ...deviceSteps(spec),
    { by: 'monitor', op: 'overlay', target: merged, upper: `${overlay}/diff`, work: `${overlay}/work`, lowers: spec.lowerDirs },
    ...shareSteps(spec),
    // A process enters a PID namespace only by being born in it.
    ...(spec.joins.pid ? [{ by: 'monitor', op: 'setns', path: `/proc/${spec.joins.pid}/ns/pid`, namespace: 'pid' } as const] : []),
    ...spec.extras.variables.map(({ name, path }): Step => ({ by: 'monitor', op: 'variable', name, path })),
    { by: 'monitor', op: 'clone', cgroup: cgroupOf(spec.id), namespaces: namespaces(spec) },
    ...joinSteps(spec),
    ...networkSteps(spec),
    ...sysctlSteps(spec),
    ...(host.OomScoreAdj ? [{ by: 'process', op: 'write', path: '/proc/self/oom_score_adj', data: String(host.OomScoreAdj) } as const] : []),
    ...(host.UTSMode === 'host' ? [] : ([{ by: 'process', op: 'sethostname', name: spec.hostname }] as const)),
    ...(config.Domainname ? [{ by: 'process', op: 'setdomainname', name: config.Domainname } as const] : []),
    ...rootFsSteps({
      merged,
      privileged: host.Privileged ?? false,
      readOnly: host.ReadonlyRootfs ?? false,
      sharedMemory: sharedMemoryOf(spec),
      devices: spec.devices,
      etc,
      mounts: spec.mounts,
      more: spec.extras.mounts,
      init: host.Init ?? false,
      isDirectory: spec.isDirectory,
    }),
    ...(host.Ulimits ?? []).map((limit): Step => ({
      by: 'process',
      op: 'rlimit',
      resource: rlimits[limit.Name] ?? 7,
      soft: String(limit.Soft),
      hard: String(limit.Hard),
    })),
    ...(config.Tty ? [{ by: 'process', op: 'terminal', console: '/dev/console' } as const] : []),
    ...workingDirectorySteps(config.WorkingDir || '/'),
    ...rightsSteps(host, spec.user),
    { by: 'process', op: 'exec', argv: host.Init ? ['/sbin/docker-init', '--', ...spec.argv] : spec.argv, env: spec.env },
  ];
}

export interface ExecPlanSpec {
  readonly containerId: string;
  readonly containerPid: number;
  readonly host: HostConfig;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly user: User;
  readonly workingDir: string;
  readonly tty: boolean;
}

/** A process joins a running container: its cgroup, its namespaces, its rights. */
export function execPlanOf(spec: ExecPlanSpec): Plan {
  const path = (name: string): string => `/proc/${spec.containerPid}/ns/${name}`;
  const join = (by: Step['by'], namespace: Namespace): Step => ({ by, op: 'setns', path: path(namespace), namespace });
  return [
    // A process enters a PID namespace only by being born in it.
    join('monitor', 'pid'),
    { by: 'monitor', op: 'clone', cgroup: cgroupOf(spec.containerId), namespaces: [] },
    ...(['ipc', 'uts', 'net', 'cgroup', 'mnt'] as const).map((namespace) => join('process', namespace)),
    ...(spec.tty ? [{ by: 'process', op: 'terminal', console: '' } as const] : []),
    { by: 'process', op: 'chdir', path: spec.workingDir || '/' },
    ...rightsSteps(spec.host, spec.user),
    { by: 'process', op: 'exec', argv: spec.argv, env: spec.env },
  ];
}
