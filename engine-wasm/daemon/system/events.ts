import type { Clock } from '../../sys/sys.ts';

export interface EngineEvent {
  /** What old clients read instead of Action and Actor. */
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
  readonly Type: 'container' | 'image' | 'network' | 'volume';
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local';
  readonly time: number;
  readonly timeNano: number;
}

const keptEvents = 256;

function olderFields(type: EngineEvent['Type'], action: string, id: string, { image }: Readonly<Record<string, string>>): Partial<EngineEvent> {
  if (type === 'container') return { status: action, id, ...(image !== undefined && { from: image }) };
  return type === 'image' ? { status: action, id } : {};
}

/** What `docker events` shows: the last 256, and whoever listens. */
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
      ...olderFields(type, action, id, attributes),
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

  /** Those of the past that are kept; times in seconds. */
  between(since: number, until: number): readonly EngineEvent[] {
    return this.#kept.filter(({ timeNano }) => timeNano / 1e9 >= since && timeNano / 1e9 <= until);
  }

  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
