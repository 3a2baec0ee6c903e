/** `npm run bench [-- --reference SOCKET]`: times in the headless machine, and their ratio to a real engine's native ones in the same run. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';

interface Row {
  readonly name: string;
  readonly ms: number;
  /** Milliseconds of the same on the reference engine, natively. */
  readonly referenceMs?: number;
  readonly budgetMs?: number;
}

const { values } = parseArgs({ options: { reference: { type: 'string' } } });

async function inMachine({ machine }: Headless, command: string): Promise<string> {
  const { stream } = await machine.openPty({ argv: ['/bin/bash', '-c', command], rows: 24, columns: 200 });
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) text += new TextDecoder().decode(bytes);
  return text;
}

/** The median of five, in ms by the guest's own clock: typed there, measured there. */
async function timed(headless: Headless, command: string, runs = 5): Promise<number> {
  const script = `for i in $(seq ${runs}); do s=$EPOCHREALTIME; ${command} >/dev/null 2>&1; e=$EPOCHREALTIME; echo T $(( (\${e/./} - \${s/./}) / 1000 )); done`;
  const times = [...(await inMachine(headless, script)).matchAll(/T (\d+)/g)].map((match) => Number(match[1])).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? NaN;
}

function native(args: readonly string[], runs = 5): { referenceMs?: number } {
  if (!values.reference) return {};
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    spawnSync('docker', ['-H', `unix://${values.reference as string}`, ...args]);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return { referenceMs: times[Math.floor(runs / 2)] as number };
}

const rows: Row[] = [];
const started = performance.now();
const headless = await startHeadless();
rows.push({ name: 'restore the snapshot', ms: performance.now() - started, budgetMs: 500 });
await inMachine(headless, 'docker pull -q busybox');
rows.push({ name: 'first docker run', ms: await timed(headless, 'docker run --rm busybox true', 1), budgetMs: 1500 });
rows.push({
  name: 'docker run --rm busybox true, warm',
  ms: await timed(headless, 'docker run --rm busybox true'),
  ...native(['run', '--rm', 'busybox', 'true']),
});
rows.push({ name: 'docker ps', ms: await timed(headless, 'docker ps'), budgetMs: 100, ...native(['ps']) });
const before = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, 10_000));
const idle = process.cpuUsage(before);
rows.push({ name: 'processor time in 10 s of idling', ms: (idle.user + idle.system) / 1000, budgetMs: 300 });
await headless.stop();

const cell = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(0));
console.table(
  rows.map(({ name, ms, budgetMs, referenceMs }) => ({
    name,
    ms: cell(ms),
    'budget ms': cell(budgetMs),
    'reference ms': cell(referenceMs),
    ratio: referenceMs === undefined ? '' : (ms / referenceMs).toFixed(1),
  })),
);
writeFileSync(join(import.meta.dirname, '../../bench-results.json'), `${JSON.stringify(rows, null, 2)}\n`);
process.exit(0);
