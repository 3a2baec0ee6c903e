/** The machine in a Web Worker: `machine.ts`, fed by `fetch`, with what was saved in IndexedDB. `client.ts` is the page's end. */
import { expose, proxy, transfer, type ProxyMarked } from 'comlink';
import { del, get, set } from 'idb-keyval';
import wasmUrl from 'v86/build/v86.wasm?url';
import type { LinkTarget } from '../api/link.ts';
import { hubBlobs } from '../registry/blobs.ts';
import { Hub } from '../registry/hub.ts';
import { staticBlobs } from '../registry/static.ts';
import { indexedDbStorage } from '../registry/storage/indexed-db.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import './comlink-errors.ts';
import { MachineError, type MachineErrorCode } from './errors.ts';
import { fetchFile } from './fetch-file.ts';
import { Machine, type MachineStatus, type PtyOptions, type SavedMachine, type Usage } from './machine.ts';
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

export interface MachineWorker {
  /** `base` is the page's folder; the files of machine, hub and packages are under it. */
  start(base: string, onStatus: (status: WireStatus) => void): Promise<void>;
  openPty(options: PtyOptions): Promise<WorkerSession & ProxyMarked>;
  dial(target: LinkTarget & { readonly kind: 'unix' | 'tcp' | 'files' }): Promise<ByteStream & ProxyMarked>;
  usage(): Promise<Usage>;
  save(): Promise<void>;
  reset(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A saved machine belongs to the build that it was made by: its engine and its agent are in it. */
interface Saved {
  readonly build: string;
  readonly machine: SavedMachine;
}

const savedKey = 'drydock.machine';
let machine: Machine | null = null;
let build = '';
let report: (status: WireStatus) => void = () => undefined;

function onStatus(status: MachineStatus): void {
  report(status.state === 'failed' ? { state: 'failed', code: status.error.code, message: status.error.message } : status);
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

async function create(base: string): Promise<Machine> {
  const manifest = await loadManifest(base);
  build = manifest.snapshot?.sha256 ?? manifest.initrd.sha256;
  const hub = new Hub(staticBlobs(new URL('hub/', base)), indexedDbStorage());
  void hub.uploads.sweep().catch(() => undefined);
  return new Machine({
    manifest,
    loadFile: (name, progress) => fetchFile(new URL(`machine/${name}`, base), progress),
    compile: () => compileFrom(new URL(wasmUrl, self.location.href)),
    blobs: hubBlobs(hub),
    services: { hub: (stream) => void hub.serve(stream), packages: servePackages(staticPackages(new URL('packages/', base))) },
    onStatus,
  });
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
  async start(base, listener) {
    report = listener;
    try {
      await begin(base);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error;
      onStatus({ state: 'failed', error });
      throw error;
    }
  },
  async openPty(options) {
    const { stream, resize, exited } = await running().openPty(options);
    return proxy({ stream: remote(stream), resize, exited: () => exited });
  },
  dial: async (target) => proxy(remote(await running().dial(target))),
  usage: () => running().usage(),
  async save() {
    await set(savedKey, { build, machine: await running().save() } satisfies Saved);
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
