/** {@link Sys} on the QuickJS host. */
import * as clock from 'native:clock';
import * as files from 'native:files';
import * as hashing from 'native:hash';
import * as loop from 'native:loop';
import * as process from 'native:process';
import * as socket from 'native:socket';
import * as terminal from 'native:terminal';
import { NETLINK_ROUTE } from './constants.ts';
import type { Processes, Sockets, Sys } from './sys.ts';

function environment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of process.env()) {
    const equals = line.indexOf('=');
    env[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return env;
}

/** Children that are waited for; one that ends before `wait` is called is remembered. */
function children(): Pick<Processes, 'spawn' | 'wait'> {
  const waiting = new Map<number, (code: number) => void>();
  const ended = new Map<number, number>();
  const alive = new Set<number>();
  let watching = false;
  return {
    spawn(options) {
      if (!watching) {
        watching = true;
        loop.onChild((pid, code) => {
          if (!alive.delete(pid)) return;
          const resolve = waiting.get(pid);
          waiting.delete(pid);
          if (resolve) resolve(code);
          else ended.set(pid, code);
        });
      }
      const pid = process.spawn(options);
      alive.add(pid);
      return pid;
    },
    wait(pid) {
      const code = ended.get(pid);
      if (code === undefined) return new Promise((resolve) => waiting.set(pid, resolve));
      ended.delete(pid);
      return Promise.resolve(code);
    },
  };
}

const processes: Processes = {
  pid: process.pid(),
  argv: process.argv(),
  env: environment(),
  ...children(),
  kill: process.kill,
  limitDevices: process.limitDevices,
  onSignal(signal, handler) {
    loop.onSignal(signal, handler);
    return () => loop.onSignal(signal, null);
  },
  exit: process.exit,
  cwd: process.cwd,
};

const sockets: Sockets = {
  ...socket,
  netlink: (request, protocol = NETLINK_ROUTE, namespace = '') => socket.netlink(request, protocol, namespace),
  connectTcp(address, port) {
    return new Promise((resolve, reject) => {
      const fd = socket.connectTcp(address, port);
      loop.onWritable(fd, () => {
        loop.onWritable(fd, null);
        try {
          socket.checkConnected(fd);
          resolve(fd);
        } catch (error) {
          files.close(fd);
          reject(error as Error);
        }
      });
    });
  },
};

export const sys: Sys = {
  files: {
    ...files,
    writeAtomic: (path, content, mode = 0o644) => files.writeAtomic(path, content, mode),
    mkdirAll: (path, mode = 0o755) => files.mkdirAll(path, mode),
  },
  processes,
  sockets,
  loop: {
    onReadable: loop.onReadable,
    onWritable: loop.onWritable,
    pump: (from, to, limit) =>
      new Promise((resolve, reject) =>
        loop.pump(from, to, limit, (moved, errno) => {
          if (errno === 0) resolve(moved);
          else reject(Object.assign(new Error(`the stream broke after ${moved} bytes (errno ${errno})`), { errno }));
        }),
      ),
  },
  terminals: {
    ...terminal,
    makeRaw(fd) {
      const before = terminal.makeRaw(fd);
      return () => terminal.restore(fd, before);
    },
  },
  hashing,
  clock,
};
