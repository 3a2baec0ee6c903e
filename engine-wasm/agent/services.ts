import { packagesPort } from '../api/packages.ts';
import { FdStream } from '../sys/fd-stream.ts';
import type { Sys } from '../sys/sys.ts';
import type { LinkMux } from '../wire/link/mux.ts';
import { copyBoth } from './copy.ts';

/**
 * The host's services and where they are reached here, by HTTP like any other server: on ports that nobody publishes. /etc/hosts names those of the
 * machine alone, /etc/docker/daemon.json has their URLs; containers reach the packages, too.
 */
const services: readonly (readonly [name: string, address: string, port: number])[] = [
  ['hub', '127.0.0.2', 3140],
  ['layers', '127.0.0.3', 3141],
  ['packages', '0.0.0.0', packagesPort],
];

function serve(sys: Sys, link: LinkMux, name: string, address: string, port: number): void {
  const listener = sys.sockets.listenTcp(address, port);
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
  for (const [name, address, port] of services) serve(sys, link, name, address, port);
}
