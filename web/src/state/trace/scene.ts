import { isLook, type Actor, type Command, type Moment } from './moments.ts';

export interface SceneContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Docker's word for its state. */
  readonly state: string;
}

export interface SceneLayer {
  readonly digest: string;
  readonly reference: string;
  readonly state: string;
  readonly bytes: number;
}

export interface SceneStop {
  readonly stop: number;
  readonly task: string;
  readonly index: number;
  readonly moment: Moment;
}

/** What the picture shows at a moment. */
export interface Scene {
  readonly clients: readonly Command[];
  readonly containers: readonly SceneContainer[];
  /** Layers of pulls and pushes that are not done. */
  readonly layers: readonly SceneLayer[];
  readonly stops: readonly SceneStop[];
  readonly now: { readonly from: Actor; readonly to: Actor; readonly moment: Moment } | null;
}

const stateAfter: Readonly<Record<string, string>> = { created: 'created', started: 'running', exited: 'exited', failed: 'created' };
const done = new Set(['extracted', 'exists', 'failed', 'manifest', 'present', 'mounted', 'pushed', 'published']);

/**
 * The picture after the first `count` moments. `present` is what the API says is there now: it stands for the containers that none of
 * the moments tells of, and, when all moments are in, for the others too.
 */
export function sceneAt(moments: readonly Moment[], count: number, commands: ReadonlyMap<number, Command>, present: readonly SceneContainer[]): Scene {
  const alive = new Set<number>();
  const told = new Map<string, SceneContainer>();
  const layers = new Map<string, SceneLayer>();
  const stops = new Map<number, SceneStop>();
  const mentioned = new Set(moments.flatMap(({ change }) => (change?.is === 'container' ? [change.id] : [])));
  for (const moment of moments.slice(0, count)) {
    const { change, command } = moment;
    if (change?.is === 'client') alive[change.alive ? 'add' : 'delete'](command);
    if (change?.is === 'container') {
      if (change.state === 'removed') told.delete(change.id);
      else told.set(change.id, { ...change, name: change.name || (told.get(change.id)?.name ?? ''), state: stateAfter[change.state] ?? change.state });
    }
    if (change?.is === 'transfer') {
      if (done.has(change.state)) layers.delete(change.digest);
      else layers.set(change.digest, change);
    }
    if (change?.is === 'stop') stops.set(change.stop, { ...change, moment });
    if (change?.is === 'go') stops.delete(change.stop);
    if (change?.is === 'lost') for (const known of [alive, layers, stops]) known.clear();
  }
  const last = moments.slice(0, count).findLast((moment) => !isLook(moment));
  return {
    clients: [...alive].flatMap((number) => commands.get(number) ?? []),
    containers: count >= moments.length ? present : [...present.filter(({ id }) => !mentioned.has(id)), ...told.values()],
    layers: [...layers.values()],
    stops: [...stops.values()],
    now: last ? { from: last.from, to: last.to, moment: last } : null,
  };
}
