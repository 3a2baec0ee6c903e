import type { ProcessXRay } from '../../../../engine-wasm/api/xray.ts';

interface Branch {
  readonly process: ProcessXRay;
  /** 0 for one whose parent is not among them. */
  readonly depth: number;
}

/** Each process after its parent, in the order of their PIDs. */
export function processTree(processes: readonly ProcessXRay[]): Branch[] {
  const known = new Set(processes.map(({ pid }) => pid));
  const below = (of: (process: ProcessXRay) => boolean, depth: number): Branch[] =>
    processes
      .filter(of)
      .sort((a, b) => a.pid - b.pid)
      .flatMap((process) => [{ process, depth }, ...below(({ parent, pid }) => parent === process.pid && pid !== parent, depth + 1)]);
  return below(({ pid, parent }) => pid === parent || !known.has(parent), 0);
}
