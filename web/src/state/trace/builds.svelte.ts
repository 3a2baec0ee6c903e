import type { BuildStep } from '../../../../engine-wasm/api/build.ts';
import type { TraceEvent } from '../../../../engine-wasm/api/trace.ts';

/** A build, as the trace tells it. */
export interface BuildRun {
  /** The daemon's number of the request that asked for it. */
  readonly request: number;
  /** What the client in the machine was called with; empty when it was none. */
  readonly argv: readonly string[];
  /** In the order of the Dockerfile; a step that has not begun is not there. */
  readonly steps: readonly BuildStep[];
  /** Why it was not even begun. */
  readonly refusal: string;
}

const keptRuns = 30;
const isBuild = (method: string, path: string): boolean => method === 'POST' && /^(?:\/v\d+\.\d+)?\/build(?:\?|$)/.test(path);

/** The builds that the daemon did while the page was there, the newest last. */
export class Builds {
  list = $state.raw<readonly BuildRun[]>([]);

  take(event: TraceEvent): void {
    if (event.kind === 'request' && isBuild(event.method, event.path)) {
      // A daemon that was started again counts from one.
      const others = this.list.filter(({ request }) => request !== event.request);
      this.list = [...others, { request: event.request, argv: event.client.argv, steps: [], refusal: '' }].slice(-keptRuns);
    } else if (event.kind === 'response' && event.status >= 400) {
      this.#change(event.request, (run) => ({ ...run, refusal: event.message ?? `the daemon answered ${event.status}` }));
    } else if (event.kind === 'build-step') {
      this.#change(event.request, (run) => ({
        ...run,
        steps: [...run.steps.filter(({ step }) => step !== event.step), event].sort((a, b) => a.step - b.step),
      }));
    }
  }

  clear(): void {
    this.list = [];
  }

  #change(request: number, change: (run: BuildRun) => BuildRun): void {
    if (this.list.some((run) => run.request === request)) this.list = this.list.map((run) => (run.request === request ? change(run) : run));
  }
}
