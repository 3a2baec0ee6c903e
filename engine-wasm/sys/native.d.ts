/** The host's native modules, one for each `host/mod_*.c`. Only `quickjs.ts` imports them. */
declare module 'native:files' {
  const files: import('./sys.ts').Files;
  export const open: typeof files.open;
  export const close: typeof files.close;
  export const duplicate: typeof files.duplicate;
  export const read: typeof files.read;
  export const write: typeof files.write;
  export const readText: typeof files.readText;
  export const writeAtomic: (path: string, content: string, mode: number) => void;
  export const overwrite: typeof files.overwrite;
  export const writeExisting: typeof files.writeExisting;
  export const stat: typeof files.stat;
  export const lstat: typeof files.lstat;
  export const attribute: typeof files.attribute;
  export const exists: typeof files.exists;
  export const readDir: typeof files.readDir;
  export const mkdirAll: (path: string, mode: number) => void;
  export const rmdir: typeof files.rmdir;
  export const unlink: typeof files.unlink;
  export const removeAll: typeof files.removeAll;
  export const rename: typeof files.rename;
  export const renameNew: typeof files.renameNew;
  export const symlink: typeof files.symlink;
  export const readLink: typeof files.readLink;
  export const chmod: typeof files.chmod;
  export const chown: typeof files.chown;
  export const setModified: typeof files.setModified;
  export const openWatch: typeof files.openWatch;
  export const addWatch: typeof files.addWatch;
  export const readWatch: typeof files.readWatch;
  export const mount: typeof files.mount;
  export const umount: typeof files.umount;
  export const statfs: typeof files.statfs;
  export const treeSize: typeof files.treeSize;
}

declare module 'native:process' {
  export function argv(): string[];
  export function env(): string[];
  export function spawn(options: import('./sys.ts').SpawnOptions): number;
  export function limitDevices(cgroup: string, program: string): void;
  export function kill(pid: number, signal: number): void;
  export function exit(code: number): never;
  export function cwd(): string;
  export function pid(): number;
}

declare module 'native:socket' {
  const sockets: import('./sys.ts').Sockets;
  export const listenUnix: typeof sockets.listenUnix;
  export const connectUnix: typeof sockets.connectUnix;
  export const listenTcp: typeof sockets.listenTcp;
  export function connectTcp(address: string, port: number): number;
  export function checkConnected(fd: number): void;
  export const accept: typeof sockets.accept;
  export const peerPid: typeof sockets.peerPid;
  export const shutdownWrite: typeof sockets.shutdownWrite;
  export const shutdown: typeof sockets.shutdown;
  export const pipe: typeof sockets.pipe;
  export const pair: typeof sockets.pair;
  export const setBlocking: typeof sockets.setBlocking;
  export const sendWithFd: typeof sockets.sendWithFd;
  export const listenUdp: typeof sockets.listenUdp;
  export const receiveFrom: typeof sockets.receiveFrom;
  export const sendTo: typeof sockets.sendTo;
  export function netlink(request: Uint8Array, protocol: number, namespace: string): Uint8Array;
}

declare module 'native:loop' {
  export function onReadable(fd: number, ready: (() => void) | null): void;
  export function onWritable(fd: number, ready: (() => void) | null): void;
  export function pump(from: number, to: number, limit: number, done: (moved: number, errno: number) => void): void;
  export function onSignal(signal: number, handler: (() => void) | null): void;
  export function onChild(handler: (pid: number, code: number) => void): void;
}

declare module 'native:terminal' {
  const terminals: import('./sys.ts').Terminals;
  export const isTerminal: typeof terminals.isTerminal;
  export const openPty: typeof terminals.openPty;
  export const size: typeof terminals.size;
  export const resize: typeof terminals.resize;
  export function makeRaw(fd: number): Uint8Array;
  export function restore(fd: number, settings: Uint8Array): void;
}

declare module 'native:hash' {
  export function sha256(text: string): string;
  export function randomHex(bytes: number): string;
}

declare module 'native:clock' {
  const clock: import('./sys.ts').Clock;
  export const now: typeof clock.now;
  export const monotonic: typeof clock.monotonic;
  export const timestamp: typeof clock.timestamp;
  export const set: typeof clock.set;
  export const addEntropy: typeof clock.addEntropy;
}
