/** HTTP/1.1 on the daemon's socket. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { inBackground, logError } from '../background.ts';
import type { Trace } from '../trace/trace.ts';
import { Connection, type Client } from './connection.ts';
import type { Router } from './router.ts';

/** How long no connection is taken after taking one failed: there are no descriptors left, and some must be closed first. */
const acceptPauseMs = 100;

/** The process may have ended already. */
function identify({ files, sockets }: Sys, fd: Fd): Client {
  const pid = sockets.peerPid(fd);
  try {
    return { pid, command: files.readText(`/proc/${pid}/comm`).trim() };
  } catch {
    return { pid, command: '' };
  }
}

/** Listens on a unix socket for as long as the daemon lives. */
export function serveHttp(sys: Sys, path: string, router: Router, trace: Trace): void {
  const { sockets, loop, clock } = sys;
  const listener = sockets.listenUnix(path, 0o660);
  const acceptAll = (): void => {
    try {
      for (let fd = sockets.accept(listener); fd !== null; fd = sockets.accept(listener)) {
        const connection = new Connection({ router, trace, clock }, new FdStream(sys, fd), identify(sys, fd));
        inBackground(connection.serve(), 'a connection failed');
      }
    } catch (error) {
      logError('accept', error);
      loop.onReadable(listener, null);
      setTimeout(() => loop.onReadable(listener, acceptAll), acceptPauseMs);
    }
  };
  loop.onReadable(listener, acceptAll);
}
