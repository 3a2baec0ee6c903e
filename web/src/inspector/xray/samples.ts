import type { CgroupXRay } from '../../../../engine-wasm/api/xray.ts';
import { parseTable, pressure } from './kernel-text.ts';

const keptSamples = 120;

/** A moment's reading of a control group. `null`: this kernel has no such file. */
export interface Sample {
  /** Seconds since the epoch, as charts count. */
  readonly at: number;
  readonly memory: number | null;
  readonly cpuUsec: number | null;
  readonly pids: number | null;
  /** Percent of the last ten seconds in which some process had to wait. */
  readonly cpuPressure: number | null;
  readonly memoryPressure: number | null;
}

export function sampleOf({ files }: CgroupXRay, atMs: number): Sample {
  const number = (name: string): number | null => (files[name] === undefined ? null : Number(files[name]));
  return {
    at: atMs / 1000,
    memory: number('memory.current'),
    cpuUsec: parseTable(files['cpu.stat'])['usage_usec'] ?? null,
    pids: number('pids.current'),
    cpuPressure: pressure(files['cpu.pressure']),
    memoryPressure: pressure(files['memory.pressure']),
  };
}

export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.slice(1 - keptSamples), sample];
}

/** Percent of one processor between each reading and the one before. */
export function cpuPercent(samples: readonly Sample[]): (number | null)[] {
  return samples.map((sample, i) => {
    const before = samples[i - 1];
    if (!before || sample.cpuUsec === null || before.cpuUsec === null || sample.at <= before.at) return null;
    return Math.max(0, (sample.cpuUsec - before.cpuUsec) / (sample.at - before.at) / 1e4);
  });
}
