/** The machine in Node: for tests, the bench, the snapshot builder, and the real `docker` CLI through a unix socket. */
import { readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serveHub } from '../../registry/hub.ts';
import { diskBlobs } from '../../registry/node/disk.ts';
import type { ByteStream } from '../../wire/byte-stream.ts';
import { Machine, type SavedMachine } from '../machine.ts';
import type { Manifest } from '../manifest.ts';

const root = join(import.meta.dirname, '../../..');

export interface HeadlessOptions {
  readonly from?: 'snapshot' | 'boot' | SavedMachine;
  /** Where the guest's files are; `public/machine` by default. */
  readonly directory?: string;
  readonly onConsole?: (text: string) => void;
}

export interface Headless {
  readonly machine: Machine;
  /** Bridges a unix socket of this machine to the guest's Docker socket. */
  bridge(path: string): Promise<Server>;
  stop(): Promise<void>;
}

function socketStream(socket: Socket): ByteStream {
  const chunks = socket.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  return {
    read: async () => {
      const next = await chunks.next().catch(() => ({ done: true as const, value: undefined }));
      return next.done ? null : new Uint8Array(next.value);
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.writable) socket.write(bytes.slice(), (error) => (error ? reject(error) : resolve()));
        else reject(new Error('the client is gone'));
      }),
    closeWrite: () => void socket.end(),
    close: () => void socket.destroy(),
  };
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
  const blobs = diskBlobs(join(root, 'public/hub'));
  const machine = new Machine({
    manifest: JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest,
    loadFile: (name) => readFile(join(directory, name)),
    compile: async () => WebAssembly.compile(await readFile(join(dirname(createRequire(import.meta.url).resolve('v86')), 'v86.wasm'))),
    readBlob: (digest, size) => blobs.read(digest, 0, size),
    services: { hub: (stream) => void serveHub(stream, blobs) },
    onStatus: () => undefined,
    ...(options.onConsole && { onConsole: options.onConsole }),
  });
  await machine.start(options.from ?? 'snapshot');
  const servers: { server: Server; path: string }[] = [];
  return {
    machine,
    bridge(path) {
      rmSync(path, { force: true });
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('error', () => socket.destroy());
        void connect(machine, socket);
      });
      servers.push({ server, path });
      return new Promise((resolve, reject) => server.once('error', reject).listen(path, () => resolve(server)));
    },
    async stop() {
      for (const { server, path } of servers) {
        server.close();
        rmSync(path, { force: true });
      }
      await machine.stop();
    },
  };
}
