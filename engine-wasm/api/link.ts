/**
 * The link between the page (or Node) and the guest: streams multiplexed over one virtio-console port.
 *
 *   frame  = type (1 byte) · three zero bytes · stream (uint32 LE) · length (uint32 LE) · payload
 *
 *   opener                                   other side
 *     │ OPEN n {target as JSON} ───────────────▶ │
 *     │ ◀────────────────── OPENED n │ RESET n {error}
 *     │ DATA n … ──────────────────────────────▶ │      at most as many bytes as WINDOW granted
 *     │ ◀──────────────────────── WINDOW n credit│
 *     │ END n ──────────────────────────────────▶│      half-close: no more DATA from here
 *     │ ◀────────────────────────────────── END n│      both ended = the stream is gone
 *     │ CONTROL n {message as JSON} ────────────▶│      resize, exit code: beside the data, any time
 *     │ RESET n {error} ────────────────────────▶│      either side, any time: gone at once
 *
 * The host opens odd stream numbers, the guest even ones. Each side may send `initialWindow` bytes before the first WINDOW.
 *
 * Stream 0 is the link itself. ACK 0 (guest → host; payload: uint32 LE) says how many bytes the guest took since its last ACK: the device drops input
 * that finds no receive buffer, so the host keeps at most `maxChunks` chunks of at most `chunkBytes` under way. RESET 0 (host → guest) ends every
 * stream: what a restored guest still holds from before its snapshot.
 */
export const frameType = { open: 1, opened: 2, data: 3, window: 4, end: 5, reset: 6, control: 7, ack: 8 } as const;
export type FrameType = (typeof frameType)[keyof typeof frameType];

export const headerBytes = 12;
/** Bytes. Larger payloads are split. */
export const maxPayload = 32 * 1024;
/** The kernel gives a virtio console port receive buffers of one page, sixteen at a time. */
export const chunkBytes = 4096;
export const maxChunks = 12;
/** Bytes in flight for one stream and direction. */
export const initialWindow = 256 * 1024;

/** What a stream is to be connected with. */
export type LinkTarget =
  /** host → guest: a process on a pseudo terminal. */
  | {
      readonly kind: 'pty';
      readonly argv: readonly string[];
      readonly env: readonly string[];
      readonly cwd: string;
      readonly rows: number;
      readonly columns: number;
    }
  /** host → guest: a unix socket of the guest. */
  | { readonly kind: 'unix'; readonly path: string }
  /** host → guest: a TCP port as reached from the guest. */
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number }
  /** host → guest: the agent itself; JSON lines, see {@link AgentRequest}. */
  | { readonly kind: 'agent' }
  /** host → guest: the machine's files; api/files.ts has the protocol. */
  | { readonly kind: 'files' }
  /** guest → host: a service that the host offers ("hub"). */
  | { readonly kind: 'service'; readonly name: string };

/** CONTROL payloads. */
export type LinkControl =
  | { readonly kind: 'resize'; readonly rows: number; readonly columns: number }
  /** guest → host, before END of a pty stream. */
  | { readonly kind: 'exit'; readonly code: number };

/** RESET payload. */
export interface LinkError {
  readonly code: string;
  readonly message: string;
}

/** Requests to the agent, one JSON line each, answered in order by one line. */
export type AgentRequest =
  /** After a restore: sets the clock and reseeds randomness before anything else is started. `entropy` is hex. */
  | { readonly kind: 'resume'; readonly timeMs: number; readonly entropy: string }
  | { readonly kind: 'usage' }
  /** Before a snapshot: sync, drop caches. */
  | { readonly kind: 'quiesce' };

export type AgentResponse =
  | { readonly kind: 'ok' }
  /** Bytes; `cpuMs` is the machine's busy time since boot. */
  | { readonly kind: 'usage'; readonly memoryTotal: number; readonly memoryAvailable: number; readonly cpuMs: number; readonly uptimeMs: number }
  | { readonly kind: 'error'; readonly message: string };
