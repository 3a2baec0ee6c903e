import { hostLayers, hostLayersTag } from '../api/layers.ts';
import { MS_NOATIME, MS_NODEV, MS_NOEXEC, MS_NOSUID } from '../sys/constants.ts';
import type { Sys } from '../sys/sys.ts';
import { setLinkUp } from '../sys/netlink.ts';

const quiet = MS_NOSUID | MS_NODEV | MS_NOEXEC;

const mounts: readonly (readonly [source: string, target: string, type: string, flags: number, data: string])[] = [
  ['proc', '/proc', 'proc', quiet, ''],
  ['sysfs', '/sys', 'sysfs', quiet, ''],
  ['dev', '/dev', 'devtmpfs', MS_NOSUID, 'mode=755'],
  ['devpts', '/dev/pts', 'devpts', MS_NOSUID | MS_NOEXEC, 'gid=5,mode=620,ptmxmode=666'],
  ['shm', '/dev/shm', 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=1777'],
  ['mqueue', '/dev/mqueue', 'mqueue', quiet, ''],
  ['run', '/run', 'tmpfs', MS_NOSUID | MS_NODEV, 'mode=755'],
  ['cgroup', '/sys/fs/cgroup', 'cgroup2', quiet, ''],
  // What is in a layer never changes, so everything may be cached; who may read what the modes say. Only uploads can be written to: the server sees to that.
  [hostLayersTag, hostLayers, '9p', MS_NOATIME, 'trans=virtio,version=9p2000.L,cache=loose,access=any,msize=131096'],
];

/** Everything a Linux system has mounted before its first service; the controllers that containers are limited with are switched on. */
export function mountFileSystems({ files }: Sys): void {
  for (const [source, target, type, flags, data] of mounts) {
    files.mkdirAll(target);
    files.mount(source, target, type, flags, data);
  }
  for (const [target, path] of [
    ['/proc/self/fd', '/dev/fd'],
    ['fd/0', '/dev/stdin'],
    ['fd/1', '/dev/stdout'],
    ['fd/2', '/dev/stderr'],
  ] as const)
    files.symlink(target, path);
  files.writeExisting('/sys/fs/cgroup/cgroup.subtree_control', '+cpu +memory +pids +io');
  files.writeExisting('/proc/sys/net/ipv4/ip_forward', '1');
  files.writeExisting('/proc/sys/kernel/hostname', 'drydock');
}

/** All of 127.0.0.0/8 is the loopback interface's once it is up. */
export function setUpLoopback({ sockets }: Sys): void {
  const loopback = 1;
  sockets.netlink(setLinkUp(loopback));
}
