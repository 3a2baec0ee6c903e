import type { Step } from '../../../../engine-wasm/api/plan.ts';
import type { RequestEvent } from '../../../../engine-wasm/api/trace.ts';

/** Who in the picture; a moment may be between two of them. */
export type Actor = 'client' | 'daemon' | 'registry' | 'kernel' | 'container' | 'images';

/** The smallest thing that is shown: one line of the text view, one frame of the picture. */
export interface Moment {
  /** Consecutive in this page. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly kind: 'client' | 'request' | 'response' | 'transfer' | 'build' | 'plan' | 'step' | 'call' | 'attach' | 'output' | 'process' | 'stop' | 'go' | 'note';
  /** The command that it belongs to; 0 for none. */
  readonly command: number;
  readonly text: string;
  /** In smaller letters after it. */
  readonly detail: string;
  readonly from: Actor;
  readonly to: Actor;
  readonly failed: boolean;
  readonly durationMs: number | null;
  readonly container: string;
  /** Moments that look the same side by side are told as one. */
  readonly folds: string;
  readonly request: RequestEvent | null;
  readonly step: Step | null;
  readonly change: Change | null;
}

/** What a moment changes in the picture. */
export type Change =
  | { readonly is: 'client'; readonly alive: boolean }
  | { readonly is: 'container'; readonly id: string; readonly state: string; readonly name: string; readonly image: string }
  | { readonly is: 'transfer'; readonly reference: string; readonly digest: string; readonly state: string; readonly bytes: number }
  | { readonly is: 'stop'; readonly stop: number; readonly task: string; readonly index: number }
  | { readonly is: 'go'; readonly stop: number }
  | { readonly is: 'lost' };

/** Who asked: a process in a terminal, the page, or a client outside the machine. */
export interface Command {
  readonly number: number;
  readonly by: 'terminal' | 'page' | 'outside' | 'daemon';
  readonly pid: number;
  /** Empty unless by a terminal. */
  readonly argv: readonly string[];
  readonly title: string;
}

/** What is said of something that happened; the rest is filled in. */
export type Said = Partial<Omit<Moment, 'number' | 'time'>> & Pick<Moment, 'kind' | 'text'>;

export const silent: Omit<Moment, 'number' | 'time' | 'kind' | 'text'> = {
  command: 0,
  detail: '',
  from: 'daemon',
  to: 'daemon',
  failed: false,
  durationMs: null,
  container: '',
  folds: '',
  request: null,
  step: null,
  change: null,
};

export interface Row {
  readonly moments: readonly [Moment, ...Moment[]];
}

/** What the page reads for its own lists. */
export const isLook = ({ folds }: Moment): boolean => folds === 'look';

const fewest = 4;
/** A look is a request and its answer. */
const fewestLooks = 2;

/** Runs of moments that look the same become one row; it says how many, and holds them all. */
export function foldRows(moments: readonly Moment[]): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < moments.length;) {
    const first = moments[at] as Moment;
    let end = at + 1;
    while (first.folds !== '' && moments[end]?.folds === first.folds) end++;
    if (end - at < (isLook(first) ? fewestLooks : fewest)) end = at + 1;
    rows.push({ moments: [first, ...moments.slice(at + 1, end)] });
    at = end;
  }
  return rows;
}
