import type { Clock } from '../../sys/sys.ts';
import type { Route } from '../http/router.ts';
import { parseFilters } from './filters.ts';

export interface EngineEvent {
  readonly Type: 'container' | 'image' | 'network' | 'volume';
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local';
  readonly time: number;
  readonly timeNano: number;
}

const keptEvents = 256;

/** `docker events`: the last 256, and whoever listens. */
export class Events {
  readonly #clock: Clock;
  readonly #kept: EngineEvent[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  emit(type: EngineEvent['Type'], action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    const now = this.#clock.now();
    const event: EngineEvent = {
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: attributes },
      scope: 'local',
      time: Math.floor(now / 1000),
      timeNano: Math.floor(now * 1e6),
    };
    this.#kept.push(event);
    if (this.#kept.length > keptEvents) this.#kept.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Events from `since` (seconds) on, then live ones until `until`. */
  follow(since: number, listener: (event: EngineEvent) => void): () => void {
    for (const event of this.#kept) if (event.timeNano / 1e9 >= since) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export function eventRoutes(events: Events, clock: Clock): Route[] {
  return [
    {
      method: 'GET',
      path: '/events',
      handle: ({ query }) => ({
        kind: 'stream',
        status: 200,
        contentType: 'application/json',
        write: async (writer) => {
          const filters = parseFilters(query['filters'], ['type', 'event', 'container', 'image']);
          const wanted = (event: EngineEvent): boolean =>
            filters.matches('type', event.Type) &&
            filters.matches('event', event.Action) &&
            (!filters.has('container') || [event.Actor.ID, event.Actor.Attributes['name'] ?? ''].some((value) => filters.matches('container', value)));
          const send = (event: EngineEvent): void => {
            if (wanted(event)) void writer.write(`${JSON.stringify(event)}\n`).catch(() => undefined);
          };
          const stop = events.follow(query['since'] === undefined ? Infinity : Number(query['since']), send);
          const until = query['until'] === undefined ? null : Number(query['until']) * 1000 - clock.now();
          let timer: number | undefined;
          const ended = until === null ? new Promise<void>(() => undefined) : new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(0, until))));
          await Promise.race([writer.clientGone, ended]);
          clearTimeout(timer);
          stop();
        },
      }),
    },
  ];
}
