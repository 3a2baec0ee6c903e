/**
 * The trace: what the daemon did, as it did it. `GET /drydock/trace?since=SEQ` answers one JSON object a line, first what is kept of the
 * past (a ring of 4,096), then live. Docker's own API is not touched by it. Nothing is recorded while nobody listens: `seq` counts on, so
 * that a gap says how many events nobody saw. Requests below `/drydock/` are not traced: watching is no part of what is watched.
 */

import type { BuildStep } from './build.ts';

interface Base {
  /** Consecutive from 1 since the daemon's start; a gap says that events were not recorded. */
  readonly seq: number;
  /** Milliseconds since the epoch, with microseconds as fraction. */
  readonly time: number;
}

/** The process at the other end of the socket. PID 1 is the link to outside the machine: the page, or a client on the host. */
export interface TraceClient {
  readonly pid: number;
  readonly argv: readonly string[];
}

/** A process of the machine opened its first connection to the daemon, or has none any more. */
export interface ClientEvent extends Base {
  readonly kind: 'client';
  readonly state: 'connected' | 'left';
  readonly client: TraceClient;
}

/** A request reached the daemon. */
export interface RequestEvent extends Base {
  readonly kind: 'request';
  /** Counts the daemon's requests; what a request causes names it. */
  readonly request: number;
  readonly method: string;
  readonly path: string;
  readonly client: TraceClient;
  /** The User-Agent header; empty without one. */
  readonly agent: string;
  /** JSON body, when there was one under 16 KiB. */
  readonly body?: unknown;
}

/** The daemon began to answer; a stream may go on after it. */
export interface ResponseEvent extends Base {
  readonly kind: 'response';
  readonly request: number;
  readonly status: number;
  readonly durationMs: number;
  /** What a refusal says. */
  readonly message?: string;
}

/** A plan is about to be executed. */
export interface PlanEvent extends Base {
  readonly kind: 'plan';
  readonly container: string;
  /** The container's id, or that of the exec. */
  readonly task: string;
  readonly process: 'create' | 'exec';
  /** The request that asked for it; 0 for a restart by policy. */
  readonly request: number;
  /** As the monitor reads it, but for a seccomp step, whose program is the number of its instructions here: see plan.ts, and `wire/plan-text.ts`, which decodes it. */
  readonly plan: string;
}

/** Microseconds: its start, after the event's `since`, and its duration. errno 0 is success. */
export type StepResult = readonly [index: number, errno: number, startedUs: number, durationUs: number];

/** Steps of a plan were executed. */
export interface StepsEvent extends Base {
  readonly kind: 'steps';
  readonly task: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly results: readonly StepResult[];
}

/** The daemon itself asked something of the kernel, outside of a plan: `time` is before it. */
export interface CallEvent extends Base {
  readonly kind: 'call';
  /** As a manual page would write it. */
  readonly call: string;
  readonly durationMs: number;
}

/** A client's socket was handed to the process's monitor: what the process writes no longer passes the daemon. */
export interface AttachEvent extends Base {
  readonly kind: 'attach';
  readonly container: string;
  readonly task: string;
}

/** Bytes that a process has written so far: told at the first, whenever a total has doubled, and at the end. */
export interface OutputEvent extends Base {
  readonly kind: 'output';
  readonly container: string;
  readonly task: string;
  readonly stdout: number;
  readonly stderr: number;
}

/** A container or exec process changed state. */
export interface ProcessEvent extends Base {
  readonly kind: 'process';
  readonly container: string;
  /** Set for an exec: its id. */
  readonly exec?: string;
  readonly state: 'created' | 'started' | 'exited' | 'failed' | 'removed';
  readonly pid: number;
  readonly exitCode?: number;
  /** Told when it is created. */
  readonly name?: string;
  readonly image?: string;
}

export type PullState = 'manifest' | 'exists' | 'downloading' | 'verified' | 'extracted';
export type PushState = 'uploading' | 'present' | 'mounted' | 'pushed' | 'published';

/** A layer or manifest comes from the registry, or goes to it. `digest` is the one that Docker shows: of a layer that is pushed its diff id. */
export interface TransferEvent extends Base {
  readonly kind: 'transfer';
  readonly reference: string;
  readonly digest: string;
  readonly state: PullState | PushState | 'failed';
  readonly bytes: number;
}

/** An instruction of a build began or ended. */
export interface BuildStepEvent extends Base, BuildStep {
  readonly kind: 'build-step';
  /** The request that asked for the build. */
  readonly request: number;
}

/** Step mode was switched; `time` says that a forgotten stop switched it off. */
export interface StepModeEvent extends Base {
  readonly kind: 'step-mode';
  readonly armed: boolean;
  readonly why: 'asked' | 'time';
}

/** The daemon waits before it serves a request, or before a step of a plan. */
export interface StopEvent extends Base {
  readonly kind: 'stop';
  readonly stop: number;
  readonly before: StopPlace;
}

export type StopPlace = { readonly request: number } | { readonly task: string; readonly index: number };

/** It goes on. */
export interface GoEvent extends Base {
  readonly kind: 'go';
  readonly stop: number;
  readonly why: 'next' | 'run' | 'time';
}

export type TraceEvent =
  | ClientEvent
  | RequestEvent
  | ResponseEvent
  | PlanEvent
  | StepsEvent
  | CallEvent
  | AttachEvent
  | OutputEvent
  | ProcessEvent
  | TransferEvent
  | BuildStepEvent
  | StepModeEvent
  | StopEvent
  | GoEvent;

type WithoutBase<T> = T extends Base ? Omit<T, keyof Base> : never;
/** What an emitter hands in; sequence and time are added by the trace. */
export type TraceInput = WithoutBase<TraceEvent>;

/** `GET /drydock/step`, and the answer to every command below it. */
export interface StepModeState {
  readonly armed: boolean;
  /** Oldest first: `next` and `run` are for this one. */
  readonly stops: readonly { readonly stop: number; readonly before: StopPlace }[];
  /** Milliseconds after which a stop that nobody answers releases itself. */
  readonly patienceMs: number;
}
