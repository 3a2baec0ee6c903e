/**
 * The guest's system-call interface: everything that the daemon, the CLI and the agent can ask of the kernel. The QuickJS host
 * implements it in C (`host/mod_*.c`, bound in `sys/quickjs.ts`). Calls are synchronous unless
 * they return a promise; descriptors are non-blocking where the name says so. Every failure throws a {@link SysError}.
 *
 * Besides this module the guest has these globals: TextEncoder and TextDecoder (UTF-8 only), setTimeout, clearTimeout,
 * queueMicrotask, console.error (to stderr).
 */

/** A failed system call. `code` is the symbolic name (`ENOENT`), `syscall` what was called. */
export interface SysError extends Error {
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;
}

export type Fd = number;
export type Pid = number;

export interface Stat {
  readonly mode: number;
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  readonly inode: number;
  /** Of a device node: its numbers. */
  readonly major: number;
  readonly minor: number;
  /** Modification time, milliseconds since the epoch. */
  readonly mtimeMs: number;
}

export interface Files {
  /** open(2). Flags are O_* of `constants.ts`; O_CLOEXEC is always added. */
  open(path: string, flags: number, mode?: number): Fd;
  close(fd: Fd): void;
  /** dup(2), close-on-exec. */
  duplicate(fd: Fd): Fd;
  /** read(2); 0 at end of file. Throws EAGAIN on a non-blocking descriptor with nothing to read. */
  read(fd: Fd, into: Uint8Array): number;
  write(fd: Fd, bytes: Uint8Array): number;
  /** The whole file as UTF-8 text (invalid bytes become U+FFFD). Works on /proc and cgroup files. */
  readText(path: string): string;
  /** Creates or replaces, through a temporary file and rename(2) so that a crash leaves the old or the new content. */
  writeAtomic(path: string, content: string, mode?: number): void;
  /** Creates the file or empties it, and writes; whoever has it open or mounted sees the new content. */
  overwrite(path: string, content: string): void;
  /** Opens without creating and writes once: for cgroup and /proc files. */
  writeExisting(path: string, content: string): void;
  stat(path: string): Stat;
  lstat(path: string): Stat;
  /** An extended attribute (lgetxattr(2)) of at most 256 bytes; `null` without it. */
  attribute(path: string, name: string): string | null;
  exists(path: string): boolean;
  /** Names without "." and "..", unsorted. */
  readDir(path: string): string[];
  /** Creates missing parents too; an existing directory is fine. */
  mkdirAll(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  /** Removes a tree, without crossing mounts and without following links; a missing path is fine. */
  removeAll(path: string): void;
  rename(from: string, to: string): void;
  /** Like rename, but EEXIST instead of replacing what is there (RENAME_NOREPLACE). */
  renameNew(from: string, to: string): void;
  symlink(target: string, path: string): void;
  readLink(path: string): string;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  /** Both times of a file, in whole seconds since the epoch. */
  setModified(path: string, seconds: number): void;
  /** inotify(7): a descriptor that is readable when something changed in one of the directories added to it. */
  openWatch(): Fd;
  /** The directory's number in {@link readWatch}. */
  addWatch(watch: Fd, directory: string): number;
  /** Numbers of directories that changed, in order and with repetitions; -1 says that some were lost. Throws EAGAIN when none did. */
  readWatch(watch: Fd): number[];
  mount(source: string, target: string, fstype: string, flags: number, data: string): void;
  umount(target: string, flags: number): void;
  /** Sizes in bytes. */
  statfs(path: string): { readonly total: number; readonly free: number };
  /** Bytes used by a tree (apparent size of regular files, each inode once). */
  treeSize(path: string): number;
}

export interface SpawnOptions {
  /** Executable; `/proc/self/exe` is this executable, whose argv[0] picks what it is. */
  readonly path: string;
  readonly argv: readonly string[];
  /** `NAME=value`; absent = the caller's environment. */
  readonly env?: readonly string[];
  readonly cwd?: string;
  /** Index = descriptor in the child; `null` = /dev/null. Default: [null, 1, 2] (stdout and stderr shared). */
  readonly stdio?: readonly (Fd | null)[];
  readonly setsid?: boolean;
  /** Makes stdio[0] the controlling terminal (implies setsid). */
  readonly controllingTerminal?: boolean;
}

export interface Processes {
  readonly pid: Pid;
  readonly argv: readonly string[];
  /** A snapshot of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** vfork-like: does not copy this process's memory. */
  spawn(options: SpawnOptions): Pid;
  /** Resolves with the exit code when the child ended: 0–255, or 128 + signal. Ends of others' orphans (PID 1's children) are forgotten. */
  wait(pid: Pid): Promise<number>;
  kill(pid: Pid, signal: number): void;
  /** Calls back on the event loop; the default action is replaced. Returns the function that restores it. */
  onSignal(signal: number, handler: () => void): () => void;
  /** Attaches a program that decides about devices (bpf(2), BPF_CGROUP_DEVICE; struct bpf_insn as hex) to a cgroup, for all below it that have none. */
  limitDevices(cgroup: string, program: string): void;
  exit(code: number): never;
  cwd(): string;
}

export interface Datagram {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly port: number;
}

export interface Sockets {
  /** All sockets are non-blocking and close-on-exec. An existing socket file is replaced. */
  listenUnix(path: string, mode: number): Fd;
  /** Connects synchronously (unix sockets connect at once or fail). */
  connectUnix(path: string): Fd;
  listenTcp(address: string, port: number): Fd;
  connectTcp(address: string, port: number): Promise<Fd>;
  /** `null` when nobody waits. */
  accept(fd: Fd): Fd | null;
  /** SO_PEERCRED: which process is at the other end of a unix socket; 0 when unknown. */
  peerPid(fd: Fd): Pid;
  /** shutdown(2) of the writing side. */
  shutdownWrite(fd: Fd): void;
  /** shutdown(2) of both sides: whoever reads finds the end. */
  shutdown(fd: Fd): void;
  pipe(): [Fd, Fd];
  /** Two unix sockets that are each other's peers. */
  pair(): [Fd, Fd];
  setBlocking(fd: Fd, blocking: boolean): void;
  /** sendmsg(2) with a descriptor (SCM_RIGHTS). */
  sendWithFd(fd: Fd, bytes: Uint8Array, passed: Fd): void;
  /** A bound UDP socket. */
  listenUdp(address: string, port: number): Fd;
  /** `null` when nothing has arrived. At most 2 KiB. */
  receiveFrom(fd: Fd): Datagram | null;
  sendTo(fd: Fd, bytes: Uint8Array, address: string, port: number): void;
  /**
   * One request of `protocol` (NETLINK_* of constants.ts) in this network namespace or in the one behind the path `namespace`; returns the answers
   * (dumps included), throws the kernel's errno.
   */
  netlink(request: Uint8Array, protocol?: number, namespace?: string): Uint8Array;
}

export interface Loop {
  /** Level-triggered readiness; one watcher for each descriptor and direction. */
  onReadable(fd: Fd, ready: (() => void) | null): void;
  onWritable(fd: Fd, ready: (() => void) | null): void;
  /**
   * Moves `limit` bytes, or all until end of file, from one descriptor to another in C, without JavaScript seeing them; resolves with the
   * count. Both descriptors belong to the pump until it resolves.
   */
  pump(from: Fd, to: Fd, limit: number): Promise<number>;
}

export interface Terminals {
  isTerminal(fd: Fd): boolean;
  openPty(rows: number, columns: number): { readonly master: Fd; readonly slave: Fd };
  size(fd: Fd): { readonly rows: number; readonly columns: number };
  resize(fd: Fd, rows: number, columns: number): void;
  /** Raw mode; returns the function that restores what was. */
  makeRaw(fd: Fd): () => void;
}

export interface Hashing {
  /** Of the UTF-8 bytes, in lower-case hex. */
  sha256(text: string): string;
  /** At most 64 bytes, as hex. */
  randomHex(bytes: number): string;
}

export interface Clock {
  /** Milliseconds since the epoch, with microseconds as fraction. */
  now(): number;
  /** Milliseconds, CLOCK_MONOTONIC, with microseconds as fraction. */
  monotonic(): number;
  /** Nanosecond digits for RFC 3339 time stamps: the current time as `2026-01-02T03:04:05.123456789Z`. */
  timestamp(): string;
  set(ms: number): void;
  /** Mixes bytes into the kernel's random pool and reseeds it (RNDADDENTROPY, RNDRESEEDCRNG). */
  addEntropy(bytes: Uint8Array): void;
}

export interface Sys {
  readonly files: Files;
  readonly processes: Processes;
  readonly sockets: Sockets;
  readonly loop: Loop;
  readonly terminals: Terminals;
  readonly hashing: Hashing;
  readonly clock: Clock;
}
