import type { TraceClient } from '../../api/trace.ts';
import type { Pid, Sys } from '../../sys/sys.ts';
import type { Trace } from './trace.ts';

const linkPid = 1;
const sweepMs = 1000;

interface Known {
  readonly client: TraceClient;
  connections: number;
  /** A socket of it was handed to a monitor: only its process's end tells that it has left. */
  handedOver: boolean;
}

/** The processes of the machine that are connected to the daemon. Looked at only while somebody listens to the trace. */
export class Clients {
  readonly #sys: Sys;
  readonly #trace: Trace;
  readonly #byPid = new Map<Pid, Known>();

  constructor(sys: Sys, trace: Trace) {
    this.#sys = sys;
    this.#trace = trace;
  }

  connected(pid: Pid): TraceClient {
    const known = this.#byPid.get(pid);
    if (known) {
      known.connections++;
      return known.client;
    }
    const client = { pid, argv: this.#argvOf(pid) };
    if (!this.#trace.active || pid <= linkPid) return client;
    this.#byPid.set(pid, { client, connections: 1, handedOver: false });
    this.#trace.emit({ kind: 'client', state: 'connected', client });
    return client;
  }

  /** Whether that was its last connection. */
  disconnected(pid: Pid, handedOver: boolean): boolean {
    const known = this.#byPid.get(pid);
    if (!known) return true;
    known.connections--;
    known.handedOver ||= handedOver;
    if (known.connections > 0) return false;
    if (known.handedOver && this.#lives(pid)) this.#sweepLater(pid);
    else this.#left(known.client);
    return true;
  }

  #sweepLater(pid: Pid): void {
    setTimeout(() => {
      const known = this.#byPid.get(pid);
      if (!known || known.connections > 0) return;
      if (this.#lives(pid)) this.#sweepLater(pid);
      else this.#left(known.client);
    }, sweepMs);
  }

  #left(client: TraceClient): void {
    this.#byPid.delete(client.pid);
    this.#trace.emit({ kind: 'client', state: 'left', client });
  }

  #lives(pid: Pid): boolean {
    return this.#sys.files.exists(`/proc/${pid}`);
  }

  #argvOf(pid: Pid): readonly string[] {
    if (!this.#trace.active || pid <= linkPid) return [];
    try {
      return this.#sys.files.readText(`/proc/${pid}/cmdline`).split('\0').slice(0, -1);
    } catch {
      // It has ended already.
      return [];
    }
  }
}
