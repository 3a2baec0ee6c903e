import { expect, test } from 'vitest';
import { cpuPercent, sampleOf, withSample, type Sample } from './samples.ts';

const group = (usec: number) => ({ directory: '/d', files: { 'memory.current': '4096\n', 'cpu.stat': `usage_usec ${usec}\n`, 'pids.current': '2\n' } });

test('a reading is what the files say, and nothing where there is no file', () =>
  expect(sampleOf(group(7), 2000)).toEqual({ at: 2, memory: 4096, cpuUsec: 7, pids: 2, cpuPressure: null, memoryPressure: null }));

test('the processor’s percent is between two readings', () =>
  expect(cpuPercent([sampleOf(group(0), 0), sampleOf(group(250_000), 1000), sampleOf({ directory: '', files: {} }, 2000)])).toEqual([null, 25, null]));

test('only so many readings are kept', () => {
  let samples: readonly Sample[] = [];
  for (let i = 0; i < 500; i++) samples = withSample(samples, sampleOf(group(i), i));
  expect(samples).toHaveLength(120);
  expect(samples.at(-1)?.cpuUsec).toBe(499);
});
