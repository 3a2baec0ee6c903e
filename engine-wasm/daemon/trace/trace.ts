import type { TraceEvent, TraceInput } from '../../api/trace.ts';
import type { Clock } from '../../sys/sys.ts';
import type { Route } from '../http/router.ts';

const keptEvents = 4096;
const gatherMs = 100;

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

  /** Somebody listens: what costs something to find out is worth finding out. */
  get active(): boolean {
    return this.#listeners.size > 0;
  }

  nextRequest(): number {
    return ++this.#requests;
  }

  emit(input: TraceInput): void {
    const seq = ++this.#seq;
    if (this.#listeners.size === 0) return;
    const event = { seq, time: this.#clock.now(), ...input } as TraceEvent;
    this.#ring.push(event);
    // In halves: shifting one by one would move the whole ring for every event.
    if (this.#ring.length >= 2 * keptEvents) this.#ring.splice(0, keptEvents);
    for (const listener of this.#listeners) listener(event);
  }

  /** A moment of CLOCK_MONOTONIC, in microseconds, as milliseconds since the epoch. */
  epochOf(monotonicUs: number): number {
    return this.#clock.now() - this.#clock.monotonic() + monotonicUs / 1000;
  }

  since(seq: number): TraceEvent[] {
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
          // What happens within a moment goes in one frame of the link, when there is time: forming its text costs more than what is told.
          let waiting = trace.since(Number(query['since'] ?? 0));
          const flush = (): void => {
            const text = waiting.map((event) => `${JSON.stringify(event)}\n`).join('');
            waiting = [];
            void writer.write(text).catch(() => undefined);
          };
          const stop = trace.listen((event) => {
            if (waiting.length === 0) setTimeout(flush, gatherMs);
            waiting.push(event);
          });
          flush();
          await writer.clientGone;
          stop();
        },
      }),
    },
  ];
}
