/** The machine in Node: what the learner's commands take, by the guest's own clock. */
import { spawnSync } from 'node:child_process';
import type { TraceEvent } from '../../engine-wasm/api/trace.ts';
import { startHeadless, type Headless } from '../../engine-wasm/machine/node/headless.ts';
import { HttpConnection, readLines } from '../../engine-wasm/wire/http/client.ts';
import { dockerfile, dockerfileText, prepareBuild, preparePush } from './commands.ts';
import { median, type Row } from './row.ts';

const runOnce = 'docker run --rm busybox true';
/** v86 compiles what runs often; "warm" is after that. */
const warmUps = 10;
const repetitions = 9;

async function inMachine({ machine }: Headless, command: string): Promise<string> {
  const { stream } = await machine.openPty({ argv: ['/bin/bash', '-c', command], rows: 24, columns: 200 });
  const decoder = new TextDecoder();
  let text = '';
  for (let bytes = await stream.read(); bytes !== null; bytes = await stream.read()) text += decoder.decode(bytes, { stream: true });
  return text;
}

/** Milliseconds of each run: typed there, measured there. */
async function times(headless: Headless, command: string, runs: number): Promise<number[]> {
  const script = `for i in $(seq ${runs}); do s=$EPOCHREALTIME; ${command} >/dev/null 2>&1; e=$EPOCHREALTIME; echo T $(( \${e/./} - \${s/./} )); done`;
  return [...(await inMachine(headless, script)).matchAll(/T (\d+)/g)].map((match) => Number(match[1]) / 1000);
}

async function warm(headless: Headless, command: string): Promise<number> {
  await times(headless, command, warmUps);
  return median(await times(headless, command, repetitions));
}

/** Percent that a run takes longer while somebody listens to the trace; the two take turns, so that whatever else changes changes for both. */
async function traceShare(headless: Headless): Promise<number> {
  const quiet: number[] = [];
  const heard: number[] = [];
  for (let turn = 0; turn < repetitions; turn++) {
    quiet.push(...(await times(headless, runOnce, 2)));
    const stream = await headless.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' });
    const { body } = await new HttpConnection(stream).request({ method: 'GET', target: '/drydock/trace' });
    const listening = (async (): Promise<void> => {
      while ((await body.read()) !== null);
    })();
    heard.push(...(await times(headless, runOnce, 2)));
    stream.close();
    await listening.catch(() => undefined);
  }
  return (median(heard) / median(quiet) - 1) * 100;
}

function native(socket: string | undefined, args: readonly string[], input = ''): { reference?: number } {
  if (socket === undefined) return {};
  const taken = Array.from({ length: repetitions }, () => {
    const started = performance.now();
    spawnSync('docker', ['-H', `unix://${socket}`, ...args], { input, env: { ...process.env, DOCKER_BUILDKIT: '0' } });
    return performance.now() - started;
  });
  return { reference: median(taken) };
}

/** What the daemon tells while `command` runs in the machine, until `isLast`. */
async function traceOf(headless: Headless, command: string, isLast: (event: TraceEvent) => boolean): Promise<TraceEvent[]> {
  const stream = await headless.machine.dial({ kind: 'unix', path: '/var/run/docker.sock' });
  const { body } = await new HttpConnection(stream).request({ method: 'GET', target: '/drydock/trace' });
  const lines = readLines(body);
  const begun = Number(await inMachine(headless, 'echo ${EPOCHREALTIME/./}')) / 1000;
  const running = inMachine(headless, command);
  const events: TraceEvent[] = [];
  for await (const line of lines) {
    const event = JSON.parse(line) as TraceEvent;
    if (event.time < begun) continue;
    events.push(event);
    if (isLast(event)) break;
  }
  await running;
  stream.close();
  return events;
}

/** Where the time of a run goes: from the command's first request to its last event. */
function hops(events: readonly TraceEvent[]): Row[] {
  const requestOf = (part: string): { time: number } | undefined => events.find((event) => event.kind === 'request' && event.path.includes(part));
  const processOf = (state: string): { time: number } | undefined => events.find((event) => event.kind === 'process' && event.state === state);
  const marks = [
    ['create, attach, wait', requestOf('/containers/create'), requestOf('/start')],
    ['start', requestOf('/start'), processOf('started')],
    ['run and exit', processOf('started'), processOf('exited')],
    ['remove', processOf('exited'), processOf('removed')],
  ] as const;
  const results = events.flatMap((event) => (event.kind === 'steps' ? event.results : []));
  const steps = results.reduce((sum, [, , , durationUs]) => sum + durationUs / 1000, 0);
  const rows: Row[] = marks.map(([name, from, to]) => ({ name: `  ${name}`, value: (to?.time ?? NaN) - (from?.time ?? NaN), unit: 'ms' }));
  return [...rows, { name: "  of start: the plan's system calls", value: steps, unit: 'ms' }];
}

/** Median of what the daemon says of its own answers to `GET /containers/json`. */
async function apiRequest(headless: Headless): Promise<number> {
  const path = '/containers/json';
  const ask = `for i in $(seq ${repetitions}); do curl -s --unix-socket /var/run/docker.sock http://localhost${path} >/dev/null; done`;
  const answers: number[] = [];
  const asked = new Set<number>();
  await traceOf(headless, ask, (event) => {
    if (event.kind === 'request' && event.path === path) asked.add(event.request);
    if (event.kind === 'response' && asked.has(event.request)) answers.push(event.durationMs);
    return answers.length === repetitions;
  });
  return median(answers);
}

/** Five instructions, two of them RUNs: all of them done, and none. */
async function builds(headless: Headless, reference: string | undefined): Promise<Row[]> {
  await inMachine(headless, prepareBuild);
  const row = async (name: string, options: readonly string[]): Promise<Row> => ({
    name: `docker build, five instructions: ${name}`,
    value: await warm(headless, `docker build ${options.join(' ')} - < ${dockerfile}`),
    unit: 'ms',
    ...native(reference, ['build', ...options, '-'], dockerfileText),
  });
  const uncached = await row('two RUNs', ['-q', '--no-cache']);
  return [
    { ...uncached, budget: 2500, maxRatio: 2 },
    { ...(await row('all cached', ['-q'])), budget: 500 },
  ];
}

async function once(headless: Headless, command: string): Promise<number> {
  return (await times(headless, command, 1))[0] ?? NaN;
}

/** Of an image whose new layer is bytes that do not compress. */
async function pushTime(headless: Headless): Promise<number> {
  await inMachine(headless, preparePush);
  const taken = await once(headless, 'docker push -q bench/big');
  const pushed = await inMachine(headless, 'docker search bench/big');
  if (!pushed.includes('bench/big')) throw new Error('the push did not arrive');
  return taken;
}

async function idleShare(seconds: number): Promise<number> {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (seconds * 10_000);
}

async function since<T>(work: Promise<T>): Promise<[result: T, ms: number]> {
  const started = performance.now();
  return [await work, performance.now() - started];
}

export async function measureMachine(reference: string | undefined): Promise<Row[]> {
  const [booted, bootMs] = await since(startHeadless({ from: 'boot' }));
  await booted.stop();
  const [headless, restoreMs] = await since(startHeadless());
  const [, pullMs] = await since(inMachine(headless, 'docker pull -q busybox'));
  const rows: Row[] = [
    { name: 'cold boot', value: bootMs, unit: 'ms', budget: 5000 },
    { name: 'restore', value: restoreMs, unit: 'ms', budget: 500 },
    { name: 'docker pull busybox, first of all', value: pullMs, unit: 'ms' },
    { name: 'docker run, first after a restore', value: (await times(headless, runOnce, 1))[0] ?? NaN, unit: 'ms', budget: 1500 },
    {
      name: 'docker run --rm busybox true',
      value: await warm(headless, runOnce),
      unit: 'ms',
      maxRatio: 2,
      ...native(reference, ['run', '--rm', 'busybox', 'true']),
    },
    ...hops(await traceOf(headless, runOnce, (event) => event.kind === 'process' && event.state === 'removed')),
    { name: 'docker run: what listening to the trace adds', value: await traceShare(headless), unit: '%', budget: 10 },
    { name: 'docker ps', value: await warm(headless, 'docker ps'), unit: 'ms', budget: 100, ...native(reference, ['ps']) },
    { name: 'GET /containers/json, in the daemon', value: await apiRequest(headless), unit: 'ms', budget: 15 },
    { name: 'docker pull debian, 31 MB compressed', value: await once(headless, 'docker pull -q debian'), unit: 'ms', budget: 4000 },
    { name: 'docker pull nginx, 3.6 MB on the same', value: await once(headless, 'docker pull -q nginx'), unit: 'ms' },
    { name: 'docker push, a layer of 10 MB', value: await pushTime(headless), unit: 'ms', budget: 3000 },
    { name: 'idle: share of a core', value: await idleShare(10), unit: '%', budget: 3 },
    {
      name: "dockerd's memory",
      value: Number(await inMachine(headless, "awk '/VmRSS/ {print $2}' /proc/$(pidof dockerd)/status")) / 1024,
      unit: 'MB',
      budget: 16,
    },
    ...(await builds(headless, reference)),
  ];
  await headless.stop();
  return rows;
}
