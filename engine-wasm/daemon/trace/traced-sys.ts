import { NETLINK_ROUTE } from '../../sys/constants.ts';
import { messageTypes } from '../../sys/netlink-message.ts';
import type { Sys } from '../../sys/sys.ts';
import type { Trace } from './trace.ts';

const quote = (text: string): string => JSON.stringify(text);

/** linux/rtnetlink.h */
const routeMessages: Readonly<Record<number, string>> = {
  16: 'RTM_NEWLINK',
  17: 'RTM_DELLINK',
  18: 'RTM_GETLINK',
  20: 'RTM_NEWADDR',
  21: 'RTM_DELADDR',
  24: 'RTM_NEWROUTE',
  25: 'RTM_DELROUTE',
};

function netlinkCall(request: Uint8Array, protocol: number): string {
  const types = messageTypes(request);
  if (protocol !== NETLINK_ROUTE) return `sendto(NETLINK_NETFILTER, ${types.length} messages)`;
  return `sendto(NETLINK_ROUTE, ${types.map((type) => routeMessages[type] ?? `message ${type}`).join(', ')})`;
}

/** A {@link Sys} that tells the trace what the daemon itself changes in the machine: directories, mounts, control groups, networks. */
export function tracedSys(sys: Sys, trace: Trace): Sys {
  const { files, sockets, clock } = sys;
  const traced =
    <A extends unknown[], R>(run: (...args: A) => R, say: (...args: A) => string) =>
    (...args: A): R => {
      if (!trace.active) return run(...args);
      const before = clock.now();
      const result = run(...args);
      trace.emit({ kind: 'call', call: say(...args), durationMs: clock.now() - before });
      return result;
    };
  return {
    ...sys,
    files: {
      ...files,
      mkdirAll: traced(files.mkdirAll, (path) => `mkdir(${quote(path)})`),
      removeAll: traced(files.removeAll, (path) => `unlinkat(${quote(path)} and all below)`),
      rmdir: traced(files.rmdir, (path) => `rmdir(${quote(path)})`),
      mount: traced(files.mount, (source, target, fstype) => `mount(${quote(source)}, ${quote(target)}, ${quote(fstype)})`),
      umount: traced(files.umount, (target) => `umount2(${quote(target)})`),
      writeExisting: traced(files.writeExisting, (path, content) => `write(${quote(path)}, ${quote(content)})`),
    },
    sockets: { ...sockets, netlink: traced(sockets.netlink, (request, protocol = NETLINK_ROUTE) => netlinkCall(request, protocol)) },
  };
}
