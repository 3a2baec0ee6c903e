import type { ContainerConfig, HostConfig } from '../../api/containers.ts';
import type { Namespace, Plan, Step } from '../../api/plan.ts';
import { addAddress, addDefaultRoute, addVeth, joinMessages, setLinkUp, toHex } from '../../sys/netlink.ts';
import type { Endpoint } from '../networks/bridge.ts';
import { capabilityMask, capabilitySet } from './capabilities.ts';
import { cgroupOf, limitSteps } from './limits.ts';
import { rootFsSteps, type MountPoint } from './rootfs-steps.ts';
import { seccompFilter } from './seccomp/filter.ts';
import { parseSecurityOptions } from './security-options.ts';
import type { User } from './users.ts';

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
  readonly endpoint: Endpoint | null;
  /** PID whose network namespace is joined (`--network container:ID`). */
  readonly joinNetworkOf: number;
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

function namespaces({ host, joinNetworkOf }: TaskSpec): readonly Namespace[] {
  const wanted: Namespace[] = ['mnt'];
  if (host.UTSMode !== 'host') wanted.push('uts');
  if (host.IpcMode !== 'host') wanted.push('ipc');
  if (host.NetworkMode !== 'host' && !joinNetworkOf) wanted.push('net');
  if (host.PidMode !== 'host') wanted.push('pid');
  wanted.push('cgroup');
  return wanted;
}

/** The veth pair is made by the monitor, with its peer born in the container; the rest happens inside. */
function networkSteps({ endpoint, host, joinNetworkOf }: TaskSpec): readonly Step[] {
  if (host.NetworkMode === 'host' || joinNetworkOf) return [];
  const loopback = 1;
  const netlink = (by: Step['by'], summary: string, message: Uint8Array, pidOffset = -1): Step => ({
    by,
    op: 'netlink',
    summary,
    pidOffset,
    message: toHex(message),
  });
  if (!endpoint) return [netlink('process', 'lo up', setLinkUp(loopback))];
  const veth = addVeth({ name: endpoint.hostInterface, bridge: endpoint.bridgeIndex, peer: { name: 'eth0', mac: endpoint.mac } });
  const eth0 = 2;
  return [
    netlink('monitor', `veth pair ${endpoint.hostInterface} on ${endpoint.bridge}, eth0 inside`, veth.message, veth.pidOffset),
    netlink('process', 'lo up', setLinkUp(loopback)),
    netlink(
      'process',
      `eth0 ${endpoint.address}/${endpoint.prefixLength} up, default route by ${endpoint.gateway}`,
      joinMessages(addAddress(eth0, endpoint.address, endpoint.prefixLength), setLinkUp(eth0), addDefaultRoute(endpoint.gateway)),
    ),
  ];
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

/** Everything between "start" and the first instruction of the container's program. */
export function planOf(spec: TaskSpec): Plan {
  const { config, host, overlay } = spec;
  const merged = `${overlay}/merged`;
  const data = `lowerdir=${spec.lowerDirs.join(':')},upperdir=${overlay}/diff,workdir=${overlay}/work`;
  const etc = ['hostname', 'hosts', 'resolv.conf'].map((name) => [`${spec.directory}/${name}`, `/etc/${name}`] as const);
  return [
    ...limitSteps(spec.id, host),
    { by: 'monitor', op: 'mount', root: '', source: 'overlay', target: merged, create: '', fstype: 'overlay', flags: 0, data },
    { by: 'monitor', op: 'clone', cgroup: cgroupOf(spec.id), namespaces: namespaces(spec) },
    ...(spec.joinNetworkOf ? [{ by: 'process', op: 'setns', path: `/proc/${spec.joinNetworkOf}/ns/net`, namespace: 'net' } as const] : []),
    ...networkSteps(spec),
    ...(host.UTSMode === 'host' ? [] : ([{ by: 'process', op: 'sethostname', name: spec.hostname }] as const)),
    ...(config.Domainname ? [{ by: 'process', op: 'setdomainname', name: config.Domainname } as const] : []),
    ...rootFsSteps({
      merged,
      privileged: host.Privileged ?? false,
      readOnly: host.ReadonlyRootfs ?? false,
      shmSize: host.ShmSize || defaultShmBytes,
      etc,
      mounts: spec.mounts,
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
    { by: 'process', op: 'chdir', path: config.WorkingDir || '/' },
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
