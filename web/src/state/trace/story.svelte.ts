import { SvelteMap } from 'svelte/reactivity';
import type { ImageSummary } from '../../../../engine-wasm/api/images.ts';
import type { Plan } from '../../../../engine-wasm/api/plan.ts';
import type { Volume } from '../../../../engine-wasm/api/volumes.ts';
import type { NetworkSummary } from '../../docker/networks.ts';
import { Builds } from './builds.svelte.ts';
import { isLook, type Command, type Moment } from './moments.ts';
import { parseTraceEvent } from './parse.ts';
import { advance, type Position } from './playback.ts';
import { Recorder } from './recorder.ts';

/** Older moments go, and the text view says so. */
const keptMoments = 6000;

/** How often what the daemon keeps is remembered for a replay. */
const keptShelves = 500;

/** What the daemon keeps that the trace tells nothing of. */
export interface Shelf {
  readonly images: readonly ImageSummary[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly NetworkSummary[];
}

/** What happened, and how much of it is shown: live, or at a place of a replay. */
export class Story {
  moments = $state.raw<readonly Moment[]>([]);
  /** Moments that had to go. */
  dropped = $state.raw(0);
  /** `null` is live: everything is shown as it comes. */
  #position = $state.raw<Position | null>(null);
  playing = $state.raw(false);
  speed = $state.raw(1);
  readonly live = $derived(this.#position === null);
  readonly shown = $derived(Math.min(this.#position?.shown ?? Number.MAX_SAFE_INTEGER, this.moments.length));
  /** So many came at once, last. */
  burst = $state.raw(0);
  /** What was kept after the moment of that number. */
  #shelves = $state.raw<readonly { readonly after: number; readonly shelf: Shelf }[]>([]);
  /** What was kept at the moment that is shown; `null` before anything is known. */
  readonly shelf = $derived.by(() => {
    const at = this.live ? Number.MAX_SAFE_INTEGER : (this.moments[this.shown - 1]?.number ?? 0);
    return (this.#shelves.findLast(({ after }) => after <= at) ?? this.#shelves[0])?.shelf ?? null;
  });
  readonly commands = new SvelteMap<number, Command>();
  readonly builds = new Builds();
  #recorder = new Recorder();
  #lost = false;

  /** A line of the trace, as it came. */
  take(line: unknown): void {
    this.takeAll([line]);
  }

  /** Many at once are one change of the picture. */
  takeAll(lines: readonly unknown[]): void {
    this.#lost = false;
    this.#add(
      lines.flatMap((line) => {
        const event = parseTraceEvent(line);
        if (event) this.builds.take(event);
        return event ? this.#recorder.take(event) : this.#recorder.note('A line of the trace could not be read', Date.now());
      }),
    );
  }

  /** What the daemon keeps, as it has just been asked. */
  remember(shelf: Shelf): void {
    this.#shelves = [...this.#shelves.slice(1 - keptShelves), { after: this.moments.at(-1)?.number ?? 0, shelf }];
  }

  /** The daemon does not answer any more; what was under way has an open end. */
  lose(): void {
    if (this.#lost || this.moments.length === 0) return;
    this.#lost = true;
    this.#add(this.#recorder.note('The daemon does not answer: what was under way was cut off', Date.now(), true));
    this.#recorder.lose();
  }

  /** Another machine: nothing of the old one is true any more. */
  clear(): void {
    this.#recorder = new Recorder();
    this.commands.clear();
    this.builds.clear();
    this.moments = [];
    this.dropped = this.burst = 0;
    this.#shelves = [];
    this.goLive();
  }

  planOf(task: string): Plan {
    return this.#recorder.planOf(task);
  }

  goLive(): void {
    this.#position = null;
    this.playing = false;
  }

  pause(): void {
    this.#position = { shown: this.shown, waitedMs: 0 };
    this.playing = false;
  }

  /** From where it stands; from the beginning when everything is shown. */
  play(): void {
    this.#position = { shown: this.shown >= this.moments.length ? 0 : this.shown, waitedMs: 0 };
    this.playing = true;
  }

  scrub(shown: number): void {
    this.#position = { shown: Math.min(Math.max(shown, 0), this.moments.length), waitedMs: 0 };
    this.playing = false;
  }

  /** To the moment before or after; the page's own reads are passed over. */
  step(by: 1 | -1): void {
    let shown = this.shown + by;
    for (let last = this.moments[shown - 1]; last && isLook(last); last = this.moments[shown - 1]) shown += by;
    this.scrub(shown);
  }

  /** Time passes while it plays; at the end it is live again. */
  tick(passedMs: number): void {
    if (!this.playing || !this.#position) return;
    this.#position = advance(this.moments, this.#position, passedMs, this.speed);
    if (this.#position.shown >= this.moments.length) this.goLive();
  }

  #add(added: readonly Moment[]): void {
    if (added.length === 0) return;
    const told = added.filter((moment) => !isLook(moment)).length;
    if (told > 0) this.burst = told;
    for (const [number, command] of this.#recorder.commands) if (!this.commands.has(number)) this.commands.set(number, command);
    const all = [...this.moments, ...added];
    const excess = Math.max(0, all.length - keptMoments);
    this.moments = excess > 0 ? all.slice(excess) : all;
    this.dropped += excess;
    if (excess > 0 && this.#position) this.#position = { ...this.#position, shown: Math.max(0, this.#position.shown - excess) };
  }
}
