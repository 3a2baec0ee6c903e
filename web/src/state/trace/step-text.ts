import type { Step } from '../../../../engine-wasm/api/plan.ts';

const quote = (text: string): string => JSON.stringify(text);

/** MS_* of mount(2), for those that plans use. */
const mountFlags: readonly (readonly [bit: number, name: string])[] = [
  [1, 'MS_RDONLY'],
  [2, 'MS_NOSUID'],
  [4, 'MS_NODEV'],
  [8, 'MS_NOEXEC'],
  [32, 'MS_REMOUNT'],
  [4096, 'MS_BIND'],
  [16384, 'MS_REC'],
  [1 << 18, 'MS_PRIVATE'],
  [1 << 24, 'MS_STRICTATIME'],
];
const cloneFlags: Readonly<Record<string, string>> = {
  mnt: 'CLONE_NEWNS',
  uts: 'CLONE_NEWUTS',
  ipc: 'CLONE_NEWIPC',
  net: 'CLONE_NEWNET',
  pid: 'CLONE_NEWPID',
  cgroup: 'CLONE_NEWCGROUP',
  user: 'CLONE_NEWUSER',
};

function flagNames(flags: number): string {
  const names = mountFlags.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return names.join('|') || '0';
}

/** The system call, as a manual page would write it. */
export function systemCall(step: Step): string {
  switch (step.op) {
    case 'mkdir':
      return `mkdir(${quote(step.path)}, 0${step.mode.toString(8)})`;
    case 'write':
      return `write(${quote(step.path)}, ${quote(step.data)})`;
    case 'mount':
      return `mount(${quote(step.source)}, ${quote(step.root + step.target)}, ${quote(step.fstype)}, ${flagNames(step.flags)}, ${quote(step.data)})`;
    case 'overlay':
      return `fsopen("overlay") with ${step.lowers.map((lower) => `lowerdir+=${lower}`).join(', ')}, upperdir=${step.upper}; move_mount(${quote(step.target)})`;
    case 'umount':
      return `umount2(${quote(step.target)}, ${step.flags})`;
    case 'mknod':
      return `mknod(${quote(step.path)}, 0${step.mode.toString(8)}, makedev(${step.major}, ${step.minor}))`;
    case 'symlink':
      return `symlink(${quote(step.target)}, ${quote(step.path)})`;
    case 'clone':
      return `clone3({flags = ${step.namespaces.map((name) => cloneFlags[name] ?? name).join('|') || '0'}, cgroup = ${quote(step.cgroup)}})`;
    case 'setns':
      return `setns(${quote(step.path)}, ${cloneFlags[step.namespace] ?? step.namespace})`;
    case 'netlink':
      return `sendto(${step.protocol === 0 ? 'NETLINK_ROUTE' : 'NETLINK_NETFILTER'}: ${step.summary})`;
    case 'sethostname':
      return `sethostname(${quote(step.name)})`;
    case 'setdomainname':
      return `setdomainname(${quote(step.name)})`;
    case 'pivot_root':
      return `pivot_root(${quote(step.root)}, ".")`;
    case 'chdir':
      return `chdir(${quote(step.path)})`;
    case 'rlimit':
      return `prlimit(${step.resource}, {${step.soft}, ${step.hard}})`;
    case 'bounding':
      return `prctl(PR_CAPBSET_DROP, all but 0x${step.keep})`;
    case 'capabilities':
      return `capset(effective 0x${step.effective}, permitted 0x${step.permitted}, inheritable 0x${step.inheritable})`;
    case 'no_new_privs':
      return 'prctl(PR_SET_NO_NEW_PRIVS, 1)';
    case 'seccomp':
      // The trace tells how many it has, and leaves out which (api/trace.ts).
      return `seccomp(SECCOMP_SET_MODE_FILTER, ${step.program} instructions)`;
    case 'devices':
      // Eight bytes an instruction, two digits a byte.
      return `bpf(BPF_PROG_ATTACH, BPF_CGROUP_DEVICE, ${step.program.length / 16} instructions)`;
    case 'setuser':
      return `setgroups([${step.groups.join(', ')}]), setgid(${step.gid}), setuid(${step.uid})`;
    case 'terminal':
      return step.console ? `open("/dev/ptmx"), mount on ${quote(step.console)}` : 'open("/dev/ptmx")';
    case 'variable':
      return `read(${quote(step.path)}), for the variable ${step.name}`;
    case 'exec':
      return `execve(${step.argv.map(quote).join(', ')})`;
  }
}

/** What it is for, in a sentence. */
export function stepPurpose(step: Step): string {
  switch (step.op) {
    case 'mkdir':
      return step.path.startsWith('/sys/fs/cgroup') ? 'a control group for the container' : 'a directory';
    case 'write':
      return step.path.startsWith('/sys/fs/cgroup') ? 'a limit of the control group' : 'a setting of the kernel';
    case 'mount':
      return mountPurpose(step);
    case 'overlay':
      return 'the image’s layers, and a writable one on top, become one tree';
    case 'clone':
      return step.namespaces.length > 0 ? 'the process is born, in namespaces of its own' : 'the process is born';
    case 'setns':
      return `it joins a ${step.namespace} namespace that is there`;
    case 'netlink':
      return 'its network';
    case 'sethostname':
      return 'the name that it sees itself by';
    case 'pivot_root':
      return 'from here on the container’s files are all that it sees';
    case 'mknod':
      return 'a device that every program expects';
    case 'bounding':
    case 'capabilities':
      return 'root, with most of root’s powers taken away';
    case 'seccomp':
      return 'system calls that it may not make';
    case 'devices':
      return 'devices that it may open';
    case 'setuser':
      return 'who it runs as';
    case 'terminal':
      return 'its terminal';
    case 'variable':
      return 'a secret of the build';
    case 'exec':
      return 'the container’s program takes over';
    default:
      return '';
  }
}

function mountPurpose({ fstype, source, target, flags }: Extract<Step, { op: 'mount' }>): string {
  if (target === '/' && source === '') return 'mounts stay within the container';
  if (source === '/dev/null' || (fstype === 'tmpfs' && (flags & 1) !== 0)) return 'hidden from the container';
  if ((flags & 32) !== 0) return 'read-only from here on';
  if ((flags & 4096) !== 0) return target.startsWith('/etc/') ? 'a file that the daemon wrote for it' : 'shown to the container';
  return `its own ${target}`;
}
