import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import type { LinkMux } from '../wire/link/mux.ts';
import { copyBoth } from './copy.ts';

/** Named `hub` in /etc/hosts: the registry outside the machine, reached by HTTP like any other. */
const address = '127.0.0.2';

export function serveHub(sys: Sys, link: LinkMux): void {
  const listener = sys.sockets.listenTcp(address, 80);
  sys.loop.onReadable(listener, () => {
    const fd = sys.sockets.accept(listener);
    if (fd === null) return;
    const client = new FdStream(sys, fd);
    link.open({ kind: 'service', name: 'hub' }).then(
      (stream) => copyBoth(client, stream),
      () => client.close(),
    );
  });
}
