import type { Step } from '../../api/plan.ts';
import type { DeviceNode } from './devices.ts';
import { MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_PRIVATE, MS_RDONLY, MS_REC, MS_REMOUNT, MS_STRICTATIME, S_IFBLK, S_IFCHR } from '../../sys/constants.ts';

/** A bind, volume or tmpfs of a container, resolved. */
export interface MountPoint {
  readonly type: 'bind' | 'volume' | 'tmpfs';
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly options: string;
  /** As the client gave it: `ro`, `z`. */
  readonly mode: string;
  /** A volume that nobody named: it goes with its container where that is asked for. */
  readonly isAnonymous?: boolean;
  /** A volume that is empty gets what the image has there. */
  readonly copyUp?: boolean;
  /** A tmpfs that `docker inspect` lists. */
  readonly isListed?: boolean;
}

type MountOperands = {
  readonly source: string;
  readonly target: string;
  readonly fstype: string;
  readonly flags: number;
  readonly data?: string;
  readonly root?: string;
  readonly create?: 'dir' | 'file';
};

function mount(operands: MountOperands, optional = false): Step {
  return { by: 'process', op: 'mount', root: '', create: '', data: '', ...operands, optional };
}

const quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;

const devices: readonly (readonly [name: string, major: number, minor: number])[] = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
];

const masked = [
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
];
const maskedDirectories = ['/proc/acpi', '/proc/scsi', '/sys/firmware', '/sys/devices/virtual/powercap'];
const readOnlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const flagWords: Readonly<Record<string, readonly [flag: number, set: boolean]>> = {
  ro: [MS_RDONLY, true],
  rw: [MS_RDONLY, false],
  nosuid: [MS_NOSUID, true],
  suid: [MS_NOSUID, false],
  nodev: [MS_NODEV, true],
  dev: [MS_NODEV, false],
  noexec: [MS_NOEXEC, true],
  exec: [MS_NOEXEC, false],
};

/** `--tmpfs` options: words that are mount flags, and the rest, which is the file system's. */
function tmpfsOptions(text: string): { readonly flags: number; readonly data: string } {
  let flags = quiet;
  const data: string[] = [];
  for (const word of text.split(',')) {
    const known = flagWords[word];
    if (!known) data.push(word);
    else flags = known[1] ? flags | known[0] : flags & ~known[0];
  }
  return { flags, data: data.join(',') };
}

/** Mounts of the machine's directories; before the root changes, while both sides can be named. */
export function bindSteps(root: string, mounts: readonly MountPoint[], isDirectory: (path: string) => boolean): readonly Step[] {
  return mounts.flatMap((point): readonly Step[] => {
    const target = { root, target: point.destination };
    if (point.type === 'tmpfs') return [mount({ ...target, source: 'tmpfs', create: 'dir', fstype: 'tmpfs', ...tmpfsOptions(point.options) })];
    const bind = mount({ ...target, source: point.source, create: isDirectory(point.source) ? 'dir' : 'file', fstype: '', flags: MS_BIND | MS_REC });
    return point.readOnly ? [bind, mount({ ...target, source: '', fstype: '', flags: MS_BIND | MS_REMOUNT | MS_RDONLY })] : [bind];
  });
}

/** What /dev/shm is. */
export type SharedMemory = { readonly kind: 'own'; readonly bytes: number } | { readonly kind: 'bind'; readonly source: string } | { readonly kind: 'none' };

const sharedMemoryOptions = (bytes: number): string => `mode=1777,size=${bytes}`;

/** A /dev/shm that the machine keeps for several containers. */
export function sharedMemoryMount(target: string, bytes: number): Step {
  return { by: 'monitor', op: 'mount', root: '', source: 'shm', target, create: '', fstype: 'tmpfs', flags: quiet, data: sharedMemoryOptions(bytes) };
}

function sharedMemorySteps(root: string, memory: SharedMemory): readonly Step[] {
  const at = { root, target: '/dev/shm', create: 'dir' } as const;
  switch (memory.kind) {
    case 'own':
      return [mount({ ...at, source: 'shm', fstype: 'tmpfs', flags: quiet, data: sharedMemoryOptions(memory.bytes) })];
    case 'bind':
      return [mount({ ...at, source: memory.source, fstype: '', flags: MS_BIND })];
    case 'none':
      return [];
  }
}

export interface RootOptions {
  readonly merged: string;
  readonly privileged: boolean;
  readonly readOnly: boolean;
  readonly sharedMemory: SharedMemory;
  /** Besides the usual ones. */
  readonly devices: readonly DeviceNode[];
  /** Files of the container's directory that are mounted into /etc. */
  readonly etc: readonly (readonly [source: string, target: string])[];
  readonly mounts: readonly MountPoint[];
  /** After the mounts, before the root changes. */
  readonly more: readonly Step[];
  readonly init: boolean;
  readonly isDirectory: (path: string) => boolean;
}

/** Directories on the way to a device are made as they are needed. */
function deviceSteps({ path, type, major, minor, mode }: DeviceNode): readonly Step[] {
  const parents = path.split('/').slice(2, -1);
  const directories = parents.map((_, i): Step => ({
    by: 'process',
    op: 'mkdir',
    path: `/${path
      .split('/')
      .slice(1, i + 3)
      .join('/')}`,
    mode: 0o755,
  }));
  return [...directories, { by: 'process', op: 'mknod', path, mode: (type === 'c' ? S_IFCHR : S_IFBLK) | mode, major, minor }];
}

/** The file systems that every container has, as runc and Docker set them up, and then the root becomes the container's. */
export function rootFsSteps(options: RootOptions): readonly Step[] {
  const { merged: root } = options;
  const own = (target: string, fstype: string, flags: number, data = ''): Step => mount({ root, source: fstype, target, create: 'dir', fstype, flags, data });
  return [
    mount({ source: '', target: '/', fstype: '', flags: MS_REC | MS_PRIVATE }),
    own('/proc', 'proc', quiet),
    own('/dev', 'tmpfs', MS_NOSUID | MS_STRICTATIME, 'mode=755,size=65536k'),
    own('/dev/pts', 'devpts', MS_NOSUID | MS_NOEXEC, 'newinstance,ptmxmode=0666,mode=0620,gid=5'),
    ...sharedMemorySteps(root, options.sharedMemory),
    own('/dev/mqueue', 'mqueue', quiet),
    own('/sys', 'sysfs', quiet | (options.privileged ? 0 : MS_RDONLY)),
    own('/sys/fs/cgroup', 'cgroup2', quiet | (options.privileged ? 0 : MS_RDONLY)),
    ...options.etc.map(([source, target]) => mount({ root, source, target, create: 'file', fstype: '', flags: MS_BIND })),
    ...(options.init ? [mount({ root, source: '/usr/bin/docker-init', target: '/sbin/docker-init', create: 'file', fstype: '', flags: MS_BIND })] : []),
    ...bindSteps(root, options.mounts, options.isDirectory),
    ...options.more,
    { by: 'process', op: 'pivot_root', root },
    ...devices.map(([name, major, minor]): Step => ({ by: 'process', op: 'mknod', path: `/dev/${name}`, mode: S_IFCHR | 0o666, major, minor })),
    ...options.devices.flatMap(deviceSteps),
    { by: 'process', op: 'symlink', target: 'pts/ptmx', path: '/dev/ptmx' },
    { by: 'process', op: 'symlink', target: '/proc/self/fd', path: '/dev/fd' },
    ...['stdin', 'stdout', 'stderr'].map((name, fd): Step => ({ by: 'process', op: 'symlink', target: `/proc/self/fd/${fd}`, path: `/dev/${name}` })),
    ...(options.privileged ? [] : protectSteps()),
    ...(options.readOnly ? [mount({ source: '', target: '/', fstype: '', flags: MS_BIND | MS_REMOUNT | MS_RDONLY })] : []),
  ];
}

/** Docker's masked and read-only paths; what this kernel does not have is passed over. */
function protectSteps(): readonly Step[] {
  const hide = masked.map((target) => mount({ source: '/dev/null', target, fstype: '', flags: MS_BIND }, true));
  const cover = maskedDirectories.map((target) => mount({ source: 'tmpfs', target, fstype: 'tmpfs', flags: MS_RDONLY }, true));
  const freeze = readOnlyPaths.flatMap((target) => [
    mount({ source: target, target, fstype: '', flags: MS_BIND | MS_REC }, true),
    mount({ source: '', target, fstype: '', flags: MS_BIND | MS_REMOUNT | MS_RDONLY | quiet }, true),
  ]);
  return [...hide, ...cover, ...freeze];
}
