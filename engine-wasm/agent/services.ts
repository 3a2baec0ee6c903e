import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import type { LinkMux } from '../wire/link/mux.ts';
import { copyBoth } from './copy.ts';

/** The host's services by their addresses here, which /etc/hosts names: they are reached by HTTP like any other server. */
const addresses: Readonly<Record<string, string>> = { hub: '127.0.0.2', layers: '127.0.0.3' };

function serve(sys: Sys, link: LinkMux, name: string, address: string): void {
  const listener = sys.sockets.listenTcp(address, 80);
  sys.loop.onReadable(listener, () => {
    const fd = sys.sockets.accept(listener);
    if (fd === null) return;
    const client = new FdStream(sys, fd);
    link.open({ kind: 'service', name }).then(
      (stream) => copyBoth(client, stream),
      () => client.close(),
    );
  });
}

export function serveHostServices(sys: Sys, link: LinkMux): void {
  for (const [name, address] of Object.entries(addresses)) serve(sys, link, name, address);
}
