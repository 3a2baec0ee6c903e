/**
 * The trace: what the daemon did, as it did it. `GET /drydock/trace?since=SEQ` answers one JSON object a line, first the kept past (a ring of
 * 4,096), then live. Docker's own API is not touched by it.
 */
import type { Step } from './plan.ts';

interface Base {
  /** Consecutive from 1 since the daemon's start; a gap says that the ring dropped events. */
  readonly seq: number;
  /** Milliseconds since the epoch, with microseconds as fraction. */
  readonly time: number;
}

/** A request reached the daemon. `client` is the process at the other end of the socket. */
export interface RequestEvent extends Base {
  readonly kind: 'request';
  readonly request: number;
  readonly method: string;
  readonly path: string;
  readonly client: { readonly pid: number; readonly command: string };
  /** JSON body, when there was one under 16 KiB. */
  readonly body?: unknown;
}

export interface ResponseEvent extends Base {
  readonly kind: 'response';
  readonly request: number;
  readonly status: number;
  readonly durationMs: number;
}

/** One step of a plan was executed. */
export interface StepEvent extends Base {
  readonly kind: 'step';
  readonly container: string;
  readonly index: number;
  readonly of: number;
  readonly step: Step;
  readonly errno: number;
  readonly durationUs: number;
}

/** A container or exec process changed state. */
export interface ProcessEvent extends Base {
  readonly kind: 'process';
  readonly container: string;
  readonly state: 'created' | 'started' | 'exited' | 'failed' | 'removed';
  readonly pid: number;
  readonly exitCode?: number;
}

/** A layer or manifest came from (or went to) the registry. */
export interface TransferEvent extends Base {
  readonly kind: 'transfer';
  readonly reference: string;
  readonly digest: string;
  readonly state: 'manifest' | 'exists' | 'downloading' | 'verified' | 'extracted' | 'failed';
  readonly bytes: number;
}

export type TraceEvent = RequestEvent | ResponseEvent | StepEvent | ProcessEvent | TransferEvent;

type WithoutBase<T> = T extends Base ? Omit<T, keyof Base> : never;
/** What an emitter hands in; sequence and time are added by the trace. */
export type TraceInput = WithoutBase<TraceEvent>;
