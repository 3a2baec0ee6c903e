import type { StepResult } from '../../api/trace.ts';
import type { Order, Stepper } from '../trace/stepper.ts';
import type { Trace } from '../trace/trace.ts';

/** Who hears of a plan's steps, and may hold them up. */
export interface PlanWatchers {
  readonly trace: Trace;
  readonly stepper: Stepper;
}

export interface WatchedTask {
  readonly id: string;
  readonly container: string;
  readonly kind: 'create' | 'exec';
  readonly request: number;
}

/** As `encodePlan` begins it, with its number of fields: words of a command are no such step. */
const filterStep = '4\0p\0seccomp\0\0';
/** Eight bytes an instruction, two digits a byte. */
const digitsOfInstruction = 16;

/** A filter is thousands of digits that nobody reads: its number of instructions stands for it (api/trace.ts). */
export function withoutFilter(plan: string): string {
  const at = plan.indexOf(filterStep);
  if (at < 0) return plan;
  const start = at + filterStep.length;
  const end = plan.indexOf('\0', start);
  return `${plan.slice(0, start)}${(end - start) / digitsOfInstruction}${plan.slice(end)}`;
}

/** What one monitor's plan and process tell the trace. */
export class TaskWatch {
  readonly #watchers: PlanWatchers;
  readonly #task: WatchedTask;
  readonly #plan: string;
  /** When the first of the results began, on CLOCK_MONOTONIC. */
  #firstUs = 0;
  #results: StepResult[] = [];

  constructor(watchers: PlanWatchers, task: WatchedTask, plan: string) {
    this.#watchers = watchers;
    this.#task = task;
    this.#plan = plan;
  }

  planned(): void {
    const { trace } = this.#watchers;
    if (!trace.active) return;
    const { container, id: task, kind: process, request } = this.#task;
    trace.emit({ kind: 'plan', container, task, process, request, plan: withoutFilter(this.#plan) });
  }

  /** `null`: it may run at once. */
  beforeStep(index: number): Promise<Order> | null {
    return this.#watchers.stepper.beforeStep(this.#task.request, this.#task.id, index);
  }

  /** The monitor's words (sys/monitor.ts); kept until {@link flush}, because steps come many at a time. */
  step([index = 0, errno = 0, startedUs = 0, durationUs = 0]: readonly number[]): void {
    if (!this.#watchers.trace.active) return;
    if (this.#results.length === 0) this.#firstUs = startedUs;
    this.#results.push([index, errno, startedUs - this.#firstUs, durationUs]);
  }

  flush(): void {
    if (this.#results.length === 0) return;
    const { trace } = this.#watchers;
    trace.emit({ kind: 'steps', task: this.#task.id, since: trace.epochOf(this.#firstUs), results: this.#results });
    this.#results = [];
  }

  /** Told here, because what the process writes may come with the same words. */
  started(pid: number): void {
    const { container, id, kind } = this.#task;
    this.#watchers.trace.emit({ kind: 'process', container, state: 'started', pid, ...(kind === 'exec' && { exec: id }) });
  }

  attached(): void {
    this.#watchers.trace.emit({ kind: 'attach', container: this.#task.container, task: this.#task.id });
  }

  output(stdout: number, stderr: number): void {
    this.#watchers.trace.emit({ kind: 'output', container: this.#task.container, task: this.#task.id, stdout, stderr });
  }
}
