/**
 * Step mode: a debugger for Docker. Once armed it follows the next client that asks for something, and the daemon stops before each of that
 * client's requests and before each step of the plans that these start. Other clients pass. A stop that nobody answers releases itself.
 */
import type { StepModeState, StopPlace } from '../../api/trace.ts';
import { badRequest } from '../errors.ts';
import { json, type Reply, type Route } from '../http/router.ts';
import type { Trace } from './trace.ts';

const defaultPatienceMs = 120_000;
const linkPid = 1;

/** What was answered to a stop; `until` is the plan step before which to stop next. */
export type Order = { readonly go: 'on' } | { readonly go: 'next'; readonly until: number | null };

interface Stop {
  readonly stop: number;
  readonly before: StopPlace;
  readonly release: (order: Order) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export interface StepClient {
  readonly pid: number;
  readonly agent: string;
}

export class Stepper {
  readonly #trace: Trace;
  #armed = false;
  #patienceMs = defaultPatienceMs;
  /** The client that is followed. */
  #followed: string | null = null;
  readonly #requests = new Set<number>();
  #stops: readonly Stop[] = [];
  #count = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  get state(): StepModeState {
    return { armed: this.#armed, patienceMs: this.#patienceMs, stops: this.#stops.map(({ stop, before }) => ({ stop, before })) };
  }

  arm(patienceMs: number): void {
    this.#patienceMs = patienceMs;
    this.#followed = null;
    this.#requests.clear();
    if (!this.#armed) this.#switch(true, 'asked');
  }

  /** Everything that waits goes on. */
  disarm(why: 'asked' | 'time'): void {
    if (!this.#armed) return;
    this.#switch(false, why);
    for (const { stop } of this.#stops) this.#release(stop, { go: 'on' }, why === 'time' ? 'time' : 'run');
  }

  /** The oldest stop goes on. @throws DaemonError when nothing has stopped */
  next(until: number | null): void {
    const [oldest] = this.#stops;
    if (!oldest) throw badRequest('nothing has stopped');
    this.#release(oldest.stop, { go: 'next', until }, 'next');
  }

  /** Resolves when the request may be served; `null`: at once. */
  beforeRequest(client: StepClient, request: number, method: string): Promise<Order> | null {
    if (!this.#armed) return null;
    // What the page reads for its own lists comes through the link, and is nobody's command.
    if (client.pid === linkPid && (method === 'GET' || method === 'HEAD')) return null;
    const key = `${client.pid} ${client.agent}`;
    this.#followed ??= key;
    if (this.#followed !== key) return null;
    this.#requests.add(request);
    return this.#wait({ request });
  }

  /** Resolves when the step may be executed; `null`: at once, and all that follow. */
  beforeStep(request: number, task: string, index: number): Promise<Order> | null {
    return this.#armed && this.#requests.has(request) ? this.#wait({ task, index }) : null;
  }

  /** A client has no connection any more: the next one is followed. */
  left(pid: number): void {
    if (this.#followed?.startsWith(`${pid} `)) this.#followed = null;
  }

  #switch(armed: boolean, why: 'asked' | 'time'): void {
    this.#armed = armed;
    this.#trace.emit({ kind: 'step-mode', armed, why });
  }

  #wait(before: StopPlace): Promise<Order> {
    const stop = ++this.#count;
    const waiting = new Promise<Order>((release) => {
      const timer = setTimeout(() => this.disarm('time'), this.#patienceMs);
      this.#stops = [...this.#stops, { stop, before, release, timer }];
    });
    this.#trace.emit({ kind: 'stop', stop, before });
    return waiting;
  }

  #release(number: number, order: Order, why: 'next' | 'run' | 'time'): void {
    const found = this.#stops.find(({ stop }) => stop === number);
    if (!found) return;
    clearTimeout(found.timer);
    this.#stops = this.#stops.filter((stop) => stop !== found);
    this.#trace.emit({ kind: 'go', stop: number, why });
    found.release(order);
  }
}

function whole(text: string | undefined, name: string): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`invalid value for ${name}: ${text}`);
  return Number(text);
}

export function stepRoutes(stepper: Stepper): Route[] {
  const post = (verb: string, run: (query: Readonly<Record<string, string>>) => void): Route => ({
    method: 'POST',
    path: `/drydock/step/${verb}`,
    handle: ({ query }): Reply => {
      run(query);
      return json(stepper.state);
    },
  });
  return [
    { method: 'GET', path: '/drydock/step', handle: () => json(stepper.state) },
    post('arm', (query) => stepper.arm(whole(query['patience'], 'patience') ?? defaultPatienceMs)),
    post('next', (query) => stepper.next(whole(query['until'], 'until'))),
    post('run', () => stepper.disarm('asked')),
  ];
}
