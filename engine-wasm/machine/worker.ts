/** The machine in a Web Worker: `machine.ts`, fed by `fetch`, with what was saved in IndexedDB. `client.ts` is the page's end. */
import { expose, proxy, transfer, type ProxyMarked } from 'comlink';
import { del, get, set } from 'idb-keyval';
import wasmUrl from 'v86/build/v86.wasm?url';
import type { ImportedRegistry } from '../api/hub.ts';
import type { LinkTarget } from '../api/link.ts';
import { hubBlobs } from '../registry/blobs.ts';
import { Hub } from '../registry/hub.ts';
import { exportLayout } from '../registry/layout/export.ts';
import { importLayout } from '../registry/layout/import.ts';
import { staticBlobs } from '../registry/static.ts';
import { indexedDbStorage } from '../registry/storage/indexed-db.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { streamPair } from '../wire/memory-stream.ts';
import './comlink-errors.ts';
import { MachineError, type MachineErrorCode } from './errors.ts';
import { fetchFile } from './fetch-file.ts';
import { gzip } from './gzip.ts';
import { Machine, type MachineOptions, type MachineStatus, type PtyOptions, type SavedMachine, type Usage } from './machine.ts';
import type { Manifest } from './manifest.ts';
import { servePackages } from './packages/packages.ts';
import { staticPackages } from './packages/static.ts';

/** A status as it can be cloned: an error loses its class on the way. */
export type WireStatus =
  Exclude<MachineStatus, { readonly state: 'failed' }> | { readonly state: 'failed'; readonly code: MachineErrorCode; readonly message: string };

export interface WorkerSession {
  readonly stream: ByteStream;
  resize(rows: number, columns: number): void;
  exited(): Promise<number>;
}

/** A machine that is made for a while, beside the one that is kept. */
export interface Hardware {
  /** Bytes. v86 puts the initramfs behind the first 64 MiB. */
  readonly memory: number;
  /** Added to the kernel's command line. */
  readonly parameters: string;
}

/** What keeping a machine's whole state takes, in bytes: as it is, and compressed with gzip. */
export interface StateSize {
  readonly plain: number;
  readonly compressed: number;
}

export interface MachineWorker {
  /** `base` is the page's folder; the files of machine, hub and packages are under it. */
  start(base: string, onStatus: (status: WireStatus) => void): Promise<void>;
  /** From the kernel, whatever is saved, and with nothing to be reached outside of it. `onConsole` is told what the serial console prints. */
  boot(base: string, hardware: Hardware, onStatus: (status: WireStatus) => void, onConsole: (text: string) => void): Promise<void>;
  openPty(options: PtyOptions): Promise<WorkerSession & ProxyMarked>;
  dial(target: LinkTarget & { readonly kind: 'unix' | 'tcp' | 'files' }): Promise<ByteStream & ProxyMarked>;
  /** A connection to the hub, which runs beside the machine, whether that runs or not. */
  dialHub(): Promise<ByteStream & ProxyMarked>;
  /** What was pushed to the hub, as an image layout in a tar archive. */
  exportHub(): Promise<Blob>;
  /** @throws Error; nothing is left then */
  importHub(file: Blob): Promise<ImportedRegistry>;
  usage(): Promise<Usage>;
  save(): Promise<void>;
  stateSize(): Promise<StateSize>;
  reset(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A saved machine belongs to the build that it was made by: its engine and its agent are in it. */
interface Saved {
  readonly build: string;
  readonly machine: SavedMachine;
}

/** How long the console's output is gathered before the page is told. */
const consoleMs = 30;
const savedKey = 'drydock.machine';
let machine: Machine | null = null;
let hub: Hub | null = null;
let build = '';
let report: (status: WireStatus) => void = () => undefined;

function onStatus(status: MachineStatus): void {
  report(status.state === 'failed' ? { state: 'failed', code: status.error.code, message: status.error.message } : status);
}

function runningHub(): Hub {
  if (!hub) throw new MachineError('stopped', 'The hub is not running yet.');
  return hub;
}

function running(): Machine {
  if (!machine) throw new MachineError('stopped', 'The machine is not running.');
  return machine;
}

/** What is read is handed over, not copied: the link gives every reader bytes of its own. */
function remote(stream: ByteStream): ByteStream {
  return {
    read: async () => {
      const bytes = await stream.read();
      return bytes && transfer(bytes, [bytes.buffer]);
    },
    write: (bytes) => stream.write(bytes),
    closeWrite: () => stream.closeWrite(),
    close: () => stream.close(),
  };
}

async function loadManifest(base: string): Promise<Manifest> {
  const bytes = await fetchFile(new URL('machine/manifest.json', base), () => undefined);
  return JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
}

/** Saving may fail where storage is forbidden (private windows): then there is nothing saved. */
async function loadSaved(): Promise<SavedMachine | null> {
  const saved = await get<Saved>(savedKey).catch(() => undefined);
  return saved?.build === build ? saved.machine : null;
}

/** Servers that do not know WebAssembly's media type keep it from being compiled as it arrives. */
async function compileFrom(url: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compile((await fetchFile(url, () => undefined)) as BufferSource);
}

/** What every machine of this worker has: its files come from the page's folder. */
function parts(base: string): Pick<MachineOptions, 'loadFile' | 'compile' | 'onStatus'> {
  return {
    loadFile: (name, progress) => fetchFile(new URL(`machine/${name}`, base), progress),
    compile: () => compileFrom(new URL(wasmUrl, self.location.href)),
    onStatus,
  };
}

async function create(base: string): Promise<Machine> {
  const manifest = await loadManifest(base);
  build = manifest.snapshot?.sha256 ?? manifest.initrd.sha256;
  const opened = (hub = new Hub(staticBlobs(new URL('hub/', base)), indexedDbStorage()));
  void opened.uploads.sweep().catch(() => undefined);
  return new Machine({
    ...parts(base),
    manifest,
    blobs: hubBlobs(opened),
    services: { hub: (stream) => void opened.serve(stream), packages: servePackages(staticPackages(new URL('packages/', base))) },
  });
}

/** Text in pieces of a line or of what comes at once: a message for each byte of the console would keep the page busy. */
function gathered(tell: (text: string) => void): (text: string) => void {
  let waiting = '';
  const flush = (): void => {
    if (waiting !== '') tell(waiting);
    waiting = '';
  };
  return (text) => {
    if (waiting === '') setTimeout(flush, consoleMs);
    waiting += text;
  };
}

const noBlobs: MachineOptions['blobs'] = {
  read: () => {
    throw new Error('This machine has no hub.');
  },
  send: () => Promise.reject(new Error('This machine has no hub.')),
};

async function createBeside(base: string, { memory, parameters }: Hardware, onConsole: (text: string) => void): Promise<Machine> {
  const manifest = await loadManifest(base);
  return new Machine({
    ...parts(base),
    manifest: { ...manifest, memory, commandLine: `${manifest.commandLine} ${parameters}` },
    blobs: noBlobs,
    services: {},
    onConsole: gathered(onConsole),
  });
}

/** A failure becomes a status, too: who only watches hears of it. */
async function reporting(listener: (status: WireStatus) => void, work: () => Promise<void>): Promise<void> {
  report = listener;
  try {
    await work();
  } catch (error) {
    if (error instanceof MachineError) onStatus({ state: 'failed', error });
    throw error;
  }
}

/** Without a snapshot (while one is being developed) the machine boots. */
async function begin(base: string): Promise<void> {
  if (typeof WebAssembly === 'undefined') throw new MachineError('no-webassembly', 'This browser has no WebAssembly.');
  const created = (machine ??= await create(base));
  const saved = await loadSaved();
  const fresh = created.hasSnapshot ? 'snapshot' : 'boot';
  await created.start(saved ?? fresh);
}

const api: MachineWorker = {
  start: (base, listener) => reporting(listener, () => begin(base)),
  boot: (base, hardware, listener, onConsole) =>
    reporting(listener, async () => {
      machine = await createBeside(base, hardware, onConsole);
      await machine.start('boot');
    }),
  async openPty(options) {
    const { stream, resize, exited } = await running().openPty(options);
    return proxy({ stream: remote(stream), resize, exited: () => exited });
  },
  dial: async (target) => proxy(remote(await running().dial(target))),
  dialHub() {
    const [client, server] = streamPair();
    void runningHub().serve(server);
    return Promise.resolve(proxy(remote(client)));
  },
  async exportHub() {
    const parts: Blob[] = [];
    // As blobs, which the browser may keep outside of memory.
    for await (const part of exportLayout(runningHub().catalog)) parts.push(new Blob([part as BlobPart]));
    return new Blob(parts, { type: 'application/x-tar' });
  },
  importHub: async (file) => importLayout(runningHub().catalog, new Uint8Array(await file.arrayBuffer())),
  usage: () => running().usage(),
  async save() {
    await set(savedKey, { build, machine: await running().save() } satisfies Saved);
  },
  async stateSize() {
    const { state } = await running().save(true);
    return { plain: state.length, compressed: (await gzip(state)).length };
  },
  async reset() {
    await del(savedKey).catch(() => undefined);
    await running().reset();
  },
  pause: () => running().pause(),
  resume: () => running().resume(),
};

/** v86 sets itself up in promises that nobody waits for: what ends it there becomes an error of the worker, which the page hears of. */
self.addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof RangeError || reason instanceof WebAssembly.RuntimeError) reportError(reason);
});

expose(api);
