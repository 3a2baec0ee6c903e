import { createServer, type Server } from 'node:net';
import type { Hub } from '../hub.ts';
import { socketStream } from './socket-stream.ts';

/** Serves a hub over TCP on 127.0.0.1, for clients outside of the machine; port 0 is any free one. */
export function listenForClients(hub: Hub, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    void hub.serve(socketStream(socket));
  });
  return new Promise((resolve, reject) => server.once('error', reject).listen({ host: '127.0.0.1', port }, () => resolve(server)));
}
