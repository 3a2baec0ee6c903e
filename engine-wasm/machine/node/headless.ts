/** The machine in Node: for tests, the bench, the snapshot builder, and the real `docker` CLI through a unix socket. */
import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { hubBlobs } from '../../registry/blobs.ts';
import type { BlobSource } from '../../registry/content.ts';
import { Hub } from '../../registry/hub.ts';
import { diskLibrary } from '../../registry/node/library.ts';
import { listenForClients } from '../../registry/node/listen.ts';
import { socketStream } from '../../registry/node/socket-stream.ts';
import { memoryStorage } from '../../registry/storage/memory.ts';
import type { HubStorage } from '../../registry/storage/storage.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { Machine, type SavedMachine } from '../machine.ts';
import type { Manifest } from '../manifest.ts';
import { servePackages } from '../packages/packages.ts';
import { diskPackages } from './packages.ts';

const root = join(import.meta.dirname, '../../..');

// V8 compiles v86's modules once quickly and, when they run often, once more thoroughly. For a machine that lives for minutes the second costs more
// than it gives: without it the same commands take a third of the processor time. It must be said before any module is compiled.
setFlagsFromString('--liftoff-only');

export interface HeadlessOptions {
  readonly from?: 'snapshot' | 'boot' | SavedMachine;
  /** Where the guest's files are; `public/machine` by default. */
  readonly directory?: string;
  /** What the hub has to begin with; `public/hub` by default. */
  readonly library?: BlobSource;
  /** What is pushed to the hub; forgotten at the end by default. */
  readonly hubStorage?: HubStorage;
  readonly onConsole?: (text: string) => void;
}

export interface Headless {
  readonly machine: Machine;
  /** Bridges a unix socket of this machine to the guest's Docker socket. */
  bridge(path: string): Promise<Server>;
  /** Serves the hub on a TCP port of 127.0.0.1, for clients outside of the machine; 0 is any free one. */
  serveHub(port: number): Promise<Server>;
  stop(): Promise<void>;
}

async function copy(from: ByteStream, to: ByteStream): Promise<void> {
  for (let bytes = await from.read(); bytes !== null; bytes = await from.read()) await to.write(bytes);
  to.closeWrite();
}

async function connect(machine: Machine, socket: Socket): Promise<void> {
  const client = socketStream(socket);
  try {
    const daemon = await machine.dial({ kind: 'unix', path: '/var/run/docker.sock' });
    socket.on('close', () => daemon.close());
    await Promise.all([copy(client, daemon), copy(daemon, client)]);
  } catch {
    client.close();
  }
}

/** Starts the machine; ready for use when this resolves. @throws MachineError */
export async function startHeadless(options: HeadlessOptions = {}): Promise<Headless> {
  const directory = options.directory ?? join(root, 'public/machine');
  const hub = new Hub(options.library ?? diskLibrary(join(root, 'public/hub')), options.hubStorage ?? memoryStorage());
  const machine = new Machine({
    manifest: JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest,
    loadFile: (name) => readFile(join(directory, name)),
    compile: async () => WebAssembly.compile(await readFile(join(dirname(createRequire(import.meta.url).resolve('v86')), 'v86.wasm'))),
    blobs: hubBlobs(hub),
    services: { hub: (stream) => void hub.serve(stream), packages: servePackages(diskPackages(join(root, 'public/packages'))) },
    onStatus: () => undefined,
    ...(options.onConsole && { onConsole: options.onConsole }),
  });
  await machine.start(options.from ?? 'snapshot');
  const servers: Server[] = [];
  return {
    machine,
    bridge(path) {
      rmSync(path, { force: true });
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('error', () => socket.destroy());
        void connect(machine, socket);
      });
      servers.push(server);
      return new Promise((resolve, reject) => server.once('error', reject).listen(path, () => resolve(server)));
    },
    async serveHub(port) {
      const server = await listenForClients(hub, port);
      servers.push(server);
      return server;
    },
    async stop() {
      for (const server of servers) server.close();
      await machine.stop();
    },
  };
}
