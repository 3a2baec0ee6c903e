/** One emulated machine: boot or restore it, open terminals and connections in it, save it. Runs in a Web Worker and in Node alike. */
import { V86 } from 'v86';
import type { AgentRequest, AgentResponse, LinkTarget } from '../api/link.ts';
import type { ByteStream } from '../wire/byte-stream.ts';
import { readLines } from '../wire/http/client.ts';
import type { LinkStream } from '../wire/link/mux.ts';
import { MachineError } from './errors.ts';
import { gunzip } from './gzip.ts';
import { HostLayers, type BlobStore, type SavedLayers } from './layers/layers.ts';
import { serveLayers } from './layers/service.ts';
import { HostLink, type ServiceHandler } from './link.ts';
import type { GuestFile, LoadFile, Manifest } from './manifest.ts';

export type MachineStatus =
  | { readonly state: 'downloading'; readonly bytes: number; readonly total: number }
  | { readonly state: 'starting'; readonly how: 'restore' | 'boot' }
  | { readonly state: 'ready' }
  | { readonly state: 'paused' }
  | { readonly state: 'failed'; readonly error: MachineError }
  | { readonly state: 'stopped' };

export interface MachineOptions {
  readonly manifest: Manifest;
  readonly loadFile: LoadFile;
  /** Compiles v86's WebAssembly. */
  readonly compile: () => Promise<WebAssembly.Module>;
  /** Where the bytes of layers are that the guest leaves to the host. */
  readonly blobs: BlobStore;
  /** What else the guest can reach by name ("hub"). */
  readonly services: Readonly<Record<string, ServiceHandler>>;
  readonly onStatus: (status: MachineStatus) => void;
  /** What the kernel prints before there is a link. */
  readonly onConsole?: (text: string) => void;
}

export interface PtyOptions {
  readonly argv: readonly string[];
  readonly rows: number;
  readonly columns: number;
}

export interface PtySession {
  readonly stream: ByteStream;
  resize(rows: number, columns: number): void;
  /** The process's exit code; -1 when the machine went away under it. */
  readonly exited: Promise<number>;
}

export interface Usage {
  /** Bytes. */
  readonly memoryTotal: number;
  readonly memoryAvailable: number;
  /** Busy time since boot, and time since boot, in ms. */
  readonly cpuMs: number;
  readonly uptimeMs: number;
}

/** A machine as {@link Machine.save} gives it; it can be cloned and stored. */
export interface SavedMachine {
  /** What v86 saves: memory, processor, devices. */
  readonly state: Uint8Array;
  readonly layers: SavedLayers;
}

/** v86's declarations leave out its bus and its devices. */
type Emulator = V86 & {
  readonly bus: { send(name: string, value: unknown): void };
  readonly v86: { readonly cpu: { reboot_internal: () => void; readonly devices: { readonly virtio_9p: { tag_bufchain: Map<number, unknown> } } } };
};

const linkPort = 1;
const firmwareEnd = 1 << 20;
const bootTimeoutMs = 120_000;
const shellEnvironment = ['TERM=xterm-256color', 'HOME=/root', 'USER=root', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * v86's exports for one emulator. It zeroes all memory before a restore, which costs a new emulator a third of a second and commits every page of it, though
 * new memory is zero but for the firmware at the end of the first mebibyte.
 */
async function instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Exports> {
  const { exports } = await WebAssembly.instantiate(module, imports);
  const zero = exports['zero_memory'] as (address: number, length: number) => void;
  let isNew = true;
  const zeroOnce = (address: number, length: number): void => {
    zero(address, isNew ? Math.min(length, firmwareEnd) : length);
    isNew = false;
  };
  return { ...exports, zero_memory: zeroOnce };
}

export class Machine {
  readonly #options: MachineOptions;
  readonly #link: HostLink;
  readonly #layers: HostLayers;
  #emulator: Emulator | null = null;
  /** One that went off by itself: it is taken apart when another one is made, or the machine is stopped. A worker that is ended just while a worker of its own ends (v86 has one) stays. */
  #off: Emulator | null = null;
  #agent: { readonly stream: LinkStream; readonly lines: AsyncGenerator<string, void, undefined> } | null = null;
  #snapshot: SavedMachine | null = null;
  #module: Promise<WebAssembly.Module> | null = null;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#link = new HostLink((chunk) => this.#emulator?.bus.send(`virtio-console${linkPort}-input-bytes`, chunk));
    this.#layers = new HostLayers(options.blobs);
    this.#link.serve('layers', (stream) => void serveLayers(stream, this.#layers));
    for (const [name, handler] of Object.entries(options.services)) this.#link.serve(name, handler);
  }

  get hasSnapshot(): boolean {
    return this.#options.manifest.snapshot !== undefined;
  }

  /**
   * Starts the machine from the snapshot, from what {@link save} gave, or from its kernel.
   * @throws MachineError
   */
  async start(from: 'snapshot' | 'boot' | SavedMachine): Promise<void> {
    try {
      if (typeof WebAssembly === 'undefined') throw new MachineError('no-webassembly', 'This browser has no WebAssembly.');
      // It compiles while the files are on their way; whoever needs it hears of its failure.
      this.#compiled().catch(() => undefined);
      await (from === 'boot' ? this.#boot() : this.#restore(from));
      this.#options.onStatus({ state: 'ready' });
    } catch (error) {
      const failure =
        error instanceof MachineError ? error : new MachineError(error instanceof RangeError ? 'out-of-memory' : 'boot-failed', (error as Error).message);
      this.#options.onStatus({ state: 'failed', error: failure });
      throw failure;
    }
  }

  async openPty({ argv, rows, columns }: PtyOptions): Promise<PtySession> {
    const stream = await this.#link.mux.open({ kind: 'pty', argv, env: shellEnvironment, cwd: '/root', rows, columns });
    let exit = -1;
    let over: (code: number) => void;
    const exited = new Promise<number>((resolve) => (over = resolve));
    stream.onControl = (message) => {
      if (message.kind === 'exit') exit = message.code;
    };
    const read = async (): Promise<Uint8Array | null> => {
      const bytes = await stream.read();
      if (bytes === null) over(exit);
      return bytes;
    };
    return {
      stream: { read, write: (bytes) => stream.write(bytes), closeWrite: () => stream.closeWrite(), close: () => stream.close() },
      resize: (newRows, newColumns) => stream.sendControl({ kind: 'resize', rows: newRows, columns: newColumns }),
      exited,
    };
  }

  /** A connection to a socket in the guest, or to its files. @throws LinkFailure with the guest's errno as code. */
  dial(target: LinkTarget & { readonly kind: 'unix' | 'tcp' | 'files' }): Promise<ByteStream> {
    return this.#link.mux.open(target);
  }

  async usage(): Promise<Usage> {
    const answer = await this.#ask({ kind: 'usage' });
    if (answer.kind !== 'usage') throw new MachineError('boot-failed', 'the agent gave no usage');
    return answer;
  }

  /** The machine's state, for {@link start}. `compact` first drops the guest's caches. */
  async save(compact = false): Promise<SavedMachine> {
    if (compact) await this.#ask({ kind: 'quiesce' });
    while (!this.#link.quiet || !this.#layers.server.quiet) await new Promise((resolve) => setTimeout(resolve, 5));
    const layers = this.#layers.save();
    return { state: new Uint8Array(await this.#running().save_state()), layers };
  }

  /** Back to the snapshot: everything that was done in the machine is gone. */
  async reset(): Promise<void> {
    await this.start(this.hasSnapshot ? 'snapshot' : 'boot');
  }

  async pause(): Promise<void> {
    await this.#running().stop();
    this.#options.onStatus({ state: 'paused' });
  }

  async resume(): Promise<void> {
    await this.#running().run();
    await this.#synchronise();
    this.#options.onStatus({ state: 'ready' });
  }

  async stop(): Promise<void> {
    const emulators = [this.#emulator, this.#off];
    this.#emulator = this.#off = null;
    this.#link.mux.resetAll();
    for (const emulator of emulators) await emulator?.destroy();
    this.#options.onStatus({ state: 'stopped' });
  }

  async #goOff(emulator: Emulator): Promise<void> {
    this.#emulator = null;
    this.#off = emulator;
    this.#link.mux.resetAll();
    await emulator.stop();
    this.#options.onStatus({ state: 'stopped' });
  }

  #running(): Emulator {
    if (!this.#emulator) throw new MachineError('stopped', 'The machine is not running.');
    return this.#emulator;
  }

  #compiled(): Promise<WebAssembly.Module> {
    return (this.#module ??= this.#options.compile());
  }

  async #load(files: readonly GuestFile[]): Promise<Uint8Array[]> {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const progress = files.map(() => 0);
    // One file's failure ends the load; what the others still report must not cover it.
    let over = false;
    const report = (): void => {
      if (!over) this.#options.onStatus({ state: 'downloading', bytes: progress.reduce((a, b) => a + b, 0), total });
    };
    report();
    const load = async (file: GuestFile, i: number): Promise<Uint8Array> => {
      const bytes = await this.#options.loadFile(file.name, (done) => {
        progress[i] = done;
        report();
      });
      if ((await sha256(bytes)) !== file.sha256) throw new MachineError('download-corrupt', `${file.name} arrived damaged.`);
      return bytes;
    };
    return Promise.all(files.map(load)).finally(() => (over = true));
  }

  async #create(extra: {
    readonly kernel?: Uint8Array;
    readonly initrd?: Uint8Array;
    readonly bios: Uint8Array;
    readonly vgaBios: Uint8Array;
  }): Promise<Emulator> {
    const { manifest } = this.#options;
    await this.#off?.destroy();
    this.#off = null;
    const buffer = (bytes: Uint8Array): { buffer: ArrayBuffer } => ({ buffer: bytes.slice().buffer as ArrayBuffer });
    const emulator = new V86({
      wasm_fn: async (imports) => instantiate(await this.#compiled(), imports),
      memory_size: manifest.memory,
      vga_memory_size: 1 << 20,
      bios: buffer(extra.bios),
      vga_bios: buffer(extra.vgaBios),
      ...(extra.kernel && { bzimage: buffer(extra.kernel) }),
      ...(extra.initrd && { initrd: buffer(extra.initrd) }),
      cmdline: manifest.commandLine,
      // The declarations want an adapter; without one the device has just its bus.
      virtio_console: true as never,
      filesystem: { handle9p: (request: Uint8Array, reply: (answer: Uint8Array) => void) => void this.#layers.server.handle(request).then(reply) },
      net_device: { type: 'none' as never },
      disable_keyboard: true,
      disable_mouse: true,
      disable_speaker: true,
      autostart: false,
      // With it comes the local APIC, whose timer sleeps as long as the kernel wants: the PIT's wakes an idle machine every 55 ms, for a millisecond of spinning each time.
      acpi: true,
    }) as Emulator;
    this.#emulator = emulator;
    emulator.add_listener(`virtio-console${linkPort}-output-bytes` as 'virtio-console0-output-bytes', (bytes) => this.#link.receive(bytes));
    if (this.#options.onConsole) emulator.add_listener('serial0-output-byte', (byte) => this.#options.onConsole?.(String.fromCharCode(byte)));
    await new Promise<void>((resolve) => emulator.add_listener('emulator-loaded', () => resolve()));
    // v86 0.5.462 panics when it starts a kernel of its own choice for the second time: a guest that reboots stays off.
    emulator.v86.cpu.reboot_internal = () => {
      if (this.#emulator === emulator) void this.#goOff(emulator);
    };
    return emulator;
  }

  async #boot(): Promise<void> {
    const { bios, vgaBios, kernel, initrd } = this.#options.manifest;
    const [biosBytes, vgaBytes, kernelBytes, initrdBytes] = (await this.#load([bios, vgaBios, kernel, initrd])) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    this.#options.onStatus({ state: 'starting', how: 'boot' });
    await this.#emulator?.destroy();
    this.#agent = null;
    this.#link.mux.resetAll();
    const emulator = await this.#create({ bios: biosBytes, vgaBios: vgaBytes, kernel: kernelBytes, initrd: await gunzip(initrdBytes) });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const firstBytes = new Promise<void>((resolve, reject) => {
      emulator.add_listener(`virtio-console${linkPort}-output-bytes` as 'virtio-console0-output-bytes', () => resolve());
      timer = setTimeout(() => reject(new MachineError('boot-failed', 'The machine did not come up in two minutes.')), bootTimeoutMs);
    });
    await emulator.run();
    await firstBytes.finally(() => clearTimeout(timer));
    await this.#synchronise();
  }

  async #restore(from: 'snapshot' | SavedMachine): Promise<void> {
    const { bios, vgaBios, snapshot, layers } = this.#options.manifest;
    let saved = from === 'snapshot' ? this.#snapshot : from;
    if (!saved && (!snapshot || !layers)) throw new MachineError('boot-failed', 'There is no snapshot of the machine.');
    if (!this.#emulator || !saved) {
      const files = [bios, vgaBios, ...(!saved && snapshot ? [snapshot] : [])];
      const [biosBytes, vgaBytes, state] = (await this.#load(files)) as [Uint8Array, Uint8Array, Uint8Array?];
      if (state && layers) saved = this.#snapshot = { state, layers };
      this.#emulator ??= await this.#create({ bios: biosBytes, vgaBios: vgaBytes });
    }
    this.#options.onStatus({ state: 'starting', how: 'restore' });
    const emulator = this.#running();
    await emulator.stop();
    const { state, layers: savedLayers } = saved as SavedMachine;
    await emulator.restore_state(state.slice().buffer as ArrayBuffer);
    // v86 0.5.462 restores this map as a plain object, and fails on the first answer.
    emulator.v86.cpu.devices.virtio_9p.tag_bufchain = new Map();
    this.#layers.restore(savedLayers);
    await emulator.run();
    this.#agent = null;
    this.#link.reset();
    await this.#synchronise();
  }

  /** Before anything else runs: the guest's clock and random pool are the snapshot's. */
  async #synchronise(): Promise<void> {
    await this.#ask({ kind: 'resume', timeMs: Date.now(), entropy: randomHex(64) });
  }

  async #ask(request: AgentRequest): Promise<AgentResponse> {
    if (!this.#agent) {
      const stream = await this.#link.mux.open({ kind: 'agent' });
      this.#agent = { stream, lines: readLines(stream) };
    }
    await this.#agent.stream.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
    const line = await this.#agent.lines.next();
    if (line.done) throw new MachineError('stopped', 'The machine went away.');
    const answer = JSON.parse(line.value) as AgentResponse;
    if (answer.kind === 'error') throw new MachineError('boot-failed', answer.message);
    return answer;
  }
}
