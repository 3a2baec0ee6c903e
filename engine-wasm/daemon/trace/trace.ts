import type { TraceEvent, TraceInput } from '../../api/trace.ts';
import type { Clock } from '../../sys/sys.ts';
import type { Route } from '../http/router.ts';

const keptEvents = 4096;

/** What the daemon did, as it did it: the last {@link keptEvents} events, and whoever listens (api/trace.ts). */
export class Trace {
  readonly #clock: Clock;
  readonly #ring: TraceEvent[] = [];
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  #seq = 0;
  #requests = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nextRequest(): number {
    return ++this.#requests;
  }

  emit(input: TraceInput): void {
    const event = { seq: ++this.#seq, time: this.#clock.now(), ...input } as TraceEvent;
    this.#ring.push(event);
    // In halves: shifting one by one would move the whole ring for every event.
    if (this.#ring.length >= 2 * keptEvents) this.#ring.splice(0, keptEvents);
    for (const listener of this.#listeners) listener(event);
  }

  since(seq: number): readonly TraceEvent[] {
    return this.#ring.filter((event) => event.seq > seq).slice(-keptEvents);
  }

  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export function traceRoutes(trace: Trace): Route[] {
  return [
    {
      method: 'GET',
      path: '/drydock/trace',
      handle: ({ query }) => ({
        kind: 'stream',
        status: 200,
        contentType: 'application/x-ndjson',
        write: async (writer) => {
          const send = (event: TraceEvent): void => void writer.write(`${JSON.stringify(event)}\n`).catch(() => undefined);
          for (const event of trace.since(Number(query['since'] ?? 0))) send(event);
          const stop = trace.listen(send);
          await writer.clientGone;
          stop();
        },
      }),
    },
  ];
}
