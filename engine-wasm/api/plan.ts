/**
 * A container start as data. The daemon computes a plan; the monitor (C, `host/plan.c`) executes it step by step and reports
 * each step with its duration or errno. The same list is what unit tests check, what the trace records and what the page shows.
 *
 *   dockerd                    monitor (host namespaces)                process (the clone)
 *      │── spawn, plan ───────────▶│                                         │
 *      │                           │ steps `by: 'monitor'` …                 │
 *      │◀── step i … ──────────────│ clone ─────────────────────────────────▶│
 *      │                           │ monitor steps after clone               │ (waits)
 *      │                           │──── run up to the next monitor step ───▶│ steps `by: 'process'` …
 *      │                           │◀─── each step's result ─────────────────│
 *      │                           │                                         │ exec
 *      │◀── started PID ───────────│  (the socket pair closes on exec)       │
 *
 * The encoded form is text for `execve`-style use in C: every step is its field count in decimal, then that many fields, each
 * ended by NUL. Field 0 is `by` ("m" or "p"), field 1 is `op`, field 2 is "?" when failure is tolerated, else empty; the rest are
 * the operands in the order in which the type below lists them; lists are preceded by their length. Numbers are decimal, bytes are hex.
 */
export type Namespace = 'mnt' | 'uts' | 'ipc' | 'net' | 'pid' | 'cgroup' | 'user';

export type Operation =
  /** Creates one directory; an existing one is fine. */
  | { readonly op: 'mkdir'; readonly path: string; readonly mode: number }
  /** Opens (no create) and writes in one `write(2)`: cgroup files, /proc/sys, uid_map. `%p` in data is the clone's PID. */
  | { readonly op: 'write'; readonly path: string; readonly data: string }
  /**
   * mount(2); flags are MS_* numbers of `constants.ts`. With a `root`, the target is resolved as a process with that root would see it (openat2(2),
   * RESOLVE_IN_ROOT), and created first as `create` says.
   */
  | {
      readonly op: 'mount';
      readonly root: string;
      readonly source: string;
      readonly target: string;
      readonly create: '' | 'dir' | 'file';
      readonly fstype: string;
      readonly flags: number;
      readonly data: string;
    }
  /**
   * An overlay of any number of layers, topmost first (fsopen(2), `lowerdir+`): a mount(2) has room for a page of options only. Without an `upper` it is
   * read-only, and has two layers at least.
   */
  | { readonly op: 'overlay'; readonly target: string; readonly upper: string; readonly work: string; readonly lowers: readonly string[] }
  | { readonly op: 'umount'; readonly target: string; readonly flags: number }
  | { readonly op: 'mknod'; readonly path: string; readonly mode: number; readonly major: number; readonly minor: number }
  | { readonly op: 'symlink'; readonly target: string; readonly path: string }
  /** clone3(2) into new namespaces; with an empty list, plain fork. `cgroup`: a cgroup directory that the clone is born in, or empty. */
  | { readonly op: 'clone'; readonly cgroup: string; readonly namespaces: readonly Namespace[] }
  /** setns(2) into the namespace behind `path` (`/proc/PID/ns/…`). */
  | { readonly op: 'setns'; readonly path: string; readonly namespace: Namespace }
  /**
   * One netlink(7) request (several messages in one buffer are sent together, every one that asks for it is acknowledged), in the network
   * namespace of whoever executes it. `protocol` is NETLINK_ROUTE or NETLINK_NETFILTER. Where `pidOffset` >= 0 the 32-bit word there is
   * replaced with the clone's PID.
   */
  | { readonly op: 'netlink'; readonly protocol: number; readonly summary: string; readonly pidOffset: number; readonly message: string }
  | { readonly op: 'sethostname'; readonly name: string }
  | { readonly op: 'setdomainname'; readonly name: string }
  /** pivot_root(2) to `root` with the old root stacked under it and detached, then chdir("/"). */
  | { readonly op: 'pivot_root'; readonly root: string }
  /** chdir(2) */
  | { readonly op: 'chdir'; readonly path: string }
  | { readonly op: 'rlimit'; readonly resource: number; readonly soft: string; readonly hard: string }
  /** Drops every capability that is not in the set (hex) from the bounding set. */
  | { readonly op: 'bounding'; readonly keep: string }
  /** capset(2) and the ambient set, as hex; after `setuser`, which keeps what was permitted. */
  | { readonly op: 'capabilities'; readonly effective: string; readonly permitted: string; readonly inheritable: string; readonly ambient: string }
  | { readonly op: 'no_new_privs' }
  /** seccomp(2) filter: `program` is an array of struct sock_filter as hex. */
  | { readonly op: 'seccomp'; readonly program: string }
  /** Attaches a cgroup device program (an array of struct bpf_insn as hex). */
  | { readonly op: 'devices'; readonly cgroup: string; readonly program: string }
  | { readonly op: 'setuser'; readonly uid: number; readonly gid: number; readonly groups: readonly number[] }
  /** A pseudo terminal from this /dev/ptmx becomes stdio and the controlling terminal; it is bound to `console` unless that is empty. */
  | { readonly op: 'terminal'; readonly console: string }
  /** `exec` gets a variable more, whose value is what the file has: no plan says it. */
  | { readonly op: 'variable'; readonly name: string; readonly path: string }
  /**
   * execve(2) with `$PATH` of `env` searched when argv[0] has no slash. Reports ENOENT, EACCES, EISDIR; what the kernel refuses of a file that may be
   * executed the process itself says on stderr, and ends with 255. Always last.
   */
  | { readonly op: 'exec'; readonly argv: readonly string[]; readonly env: readonly string[] };

export type Step = Operation & {
  /** Who executes it: the monitor in the machine's namespaces, or the cloned process in the container's. */
  readonly by: 'monitor' | 'process';
  /** A failure is reported but does not end the start (a masked path that this kernel does not have). */
  readonly optional?: boolean;
};

export type Plan = readonly Step[];
