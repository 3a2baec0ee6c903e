/** HTTP/1.1 on the daemon's socket. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { inBackground, logError } from '../background.ts';
import type { Clients } from '../trace/clients.ts';
import type { Stepper } from '../trace/stepper.ts';
import type { Trace } from '../trace/trace.ts';
import { Connection } from './connection.ts';
import type { Router } from './router.ts';

/** How long no connection is taken after taking one failed: there are no descriptors left, and some must be closed first. */
const acceptPauseMs = 100;

/** Who is told of connections and requests, and may hold requests up. */
export interface Watchers {
  readonly trace: Trace;
  readonly clients: Clients;
  readonly stepper: Stepper;
}

/** Listens on a unix socket for as long as the daemon lives. */
export function serveHttp(sys: Sys, path: string, router: Router, { trace, clients, stepper }: Watchers): void {
  const { sockets, loop, clock } = sys;
  const listener = sockets.listenUnix(path, 0o660);
  const serve = async (fd: Fd): Promise<void> => {
    const pid = sockets.peerPid(fd);
    const end = await new Connection({ router, trace, stepper, clock }, new FdStream(sys, fd), clients.connected(pid)).serve();
    if (clients.disconnected(pid, end === 'released')) stepper.left(pid);
  };
  const acceptAll = (): void => {
    try {
      for (let fd = sockets.accept(listener); fd !== null; fd = sockets.accept(listener)) inBackground(serve(fd), 'a connection failed');
    } catch (error) {
      logError('accept', error);
      loop.onReadable(listener, null);
      setTimeout(() => loop.onReadable(listener, acceptAll), acceptPauseMs);
    }
  };
  loop.onReadable(listener, acceptAll);
}
