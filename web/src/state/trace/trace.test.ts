import { describe, expect, test } from 'vitest';
import type { TraceEvent, TraceInput } from '../../../../engine-wasm/api/trace.ts';
import { foldRows } from './moments.ts';
import { parseTraceEvent } from './parse.ts';
import { advance, waitBefore } from './playback.ts';
import { sceneAt } from './scene.ts';
import { Story } from './story.svelte.ts';

const id = 'ab'.repeat(32);
const client = { pid: 77, argv: ['docker', 'run', '--rm', 'busybox', 'true'] };
const page = { pid: 1, argv: [] };
const mount = (target: string): string => ['p', 'mount', '', '/r', '/dev/null', target, '', '', '4096', ''].join('\0');
const plan = [mount('/a'), mount('/b'), mount('/c'), mount('/d'), ['p', 'exec', '', '1', 'true', '0'].join('\0')]
  .map((fields) => `${fields.split('\0').length}\0${fields}\0`)
  .join('');

/** Numbers and times the events as the daemon does. */
function traced(...inputs: TraceInput[]): TraceEvent[] {
  return inputs.map((input, i) => ({ seq: i + 1, time: 1000 + i, ...input }) as TraceEvent);
}

const run = traced(
  { kind: 'client', state: 'connected', client },
  { kind: 'request', request: 1, method: 'POST', path: '/v1.51/containers/create', client, agent: 'docker', body: { Image: 'busybox' } },
  { kind: 'response', request: 1, status: 404, durationMs: 2, message: 'No such image: busybox:latest' },
  { kind: 'request', request: 2, method: 'POST', path: '/v1.51/images/create?fromImage=busybox', client, agent: 'docker' },
  { kind: 'transfer', reference: 'busybox:latest', digest: `sha256:${id}`, state: 'downloading', bytes: 2_000_000 },
  { kind: 'response', request: 2, status: 200, durationMs: 2 },
  { kind: 'transfer', reference: 'busybox:latest', digest: `sha256:${id}`, state: 'extracted', bytes: 2_000_000 },
  { kind: 'request', request: 3, method: 'POST', path: '/v1.51/containers/create', client, agent: 'docker', body: { Image: 'busybox' } },
  { kind: 'process', container: id, state: 'created', pid: 0, name: 'eager_fox', image: 'busybox' },
  { kind: 'response', request: 3, status: 201, durationMs: 2 },
  { kind: 'request', request: 4, method: 'POST', path: `/v1.51/containers/${id}/start`, client, agent: 'docker' },
  { kind: 'plan', container: id, task: id, process: 'create', request: 4, plan },
  { kind: 'steps', task: id, since: 1011, results: [0, 1, 2, 3, 4].map((index) => [index, 0, index * 100, 50] as const) },
  { kind: 'process', container: id, state: 'started', pid: 90 },
  { kind: 'response', request: 4, status: 204, durationMs: 5 },
  { kind: 'output', container: id, task: id, stdout: 3, stderr: 0 },
  { kind: 'process', container: id, state: 'exited', pid: 0, exitCode: 0 },
  { kind: 'process', container: id, state: 'removed', pid: 0 },
  { kind: 'client', state: 'left', client },
);

function told(...events: unknown[]): Story {
  const story = new Story();
  story.takeAll(events);
  return story;
}

test('a push goes to the registry, layer by layer, and ends with the name', () => {
  const layer = (state: string): object => ({ kind: 'transfer', reference: 'me/app:1', digest: `sha256:${id}`, state, bytes: 2_000_000 });
  const push = { kind: 'request', request: 1, method: 'POST', path: '/v1.51/images/me/app/push?tag=1', client, agent: 'docker' };
  const events = [{ kind: 'client', state: 'connected', client }, push, layer('uploading'), layer('pushed'), layer('published')];
  const { moments, commands } = told(...traced(...(events as TraceInput[])));
  const transfers = moments.filter(({ kind }) => kind === 'transfer');
  expect(transfers.map(({ from, to, command }) => [from, to, command])).toEqual(Array(3).fill(['daemon', 'registry', 1]));
  expect(transfers[2]?.text).toContain('Push me/app:1');
  expect(transfers.map(({ number }) => sceneAt(moments, number, commands, []).layers.length)).toEqual([1, 0, 0]);
});

describe('a run', () => {
  test('is one command, in the order in which it happened', () => {
    const story = told(...run);
    expect([...story.commands.values()].map(({ title }) => title)).toEqual(['docker run --rm busybox true']);
    expect(new Set(story.moments.map(({ command }) => command))).toEqual(new Set([1]));
    expect(story.moments.map(({ number }) => number)).toEqual(story.moments.map((_, i) => i + 1));
    expect(story.moments.map(({ kind }) => kind).join(' ')).toBe(
      'client request response request transfer response transfer request process response request plan step step step step step process response output process process client',
    );
    expect(story.moments.find(({ text }) => text.startsWith('404'))).toMatchObject({ failed: true, detail: 'No such image: busybox:latest' });
  });

  test('shows in the picture what was there at each moment', () => {
    const { moments, commands } = told(...run);
    const at = (kind: string, text: string) => {
      const index = moments.findIndex((moment) => moment.kind === kind && moment.text.includes(text));
      return sceneAt(moments, index + 1, commands, []);
    };
    expect(at('transfer', 'comes from')).toMatchObject({ layers: [{ state: 'downloading' }], clients: [{ pid: 77 }] });
    expect(at('transfer', 'unpacked').layers).toEqual([]);
    expect(at('process', 'is created').containers).toMatchObject([{ name: 'eager_fox', state: 'created' }]);
    expect(at('process', 'runs as').containers).toMatchObject([{ name: 'eager_fox', state: 'running' }]);
    expect(at('process', 'removed').containers).toEqual([]);
    expect(at('client', 'has left').clients).toEqual([]);
  });
});

test('a burst is folded, says how many, and loses nothing', () => {
  const { moments } = told(...run);
  const rows = foldRows(moments);
  expect(rows.map((row) => row.moments.length)).toContain(4);
  expect(rows.flatMap((row) => row.moments)).toEqual(moments);
});

test('the page’s own reads belong to no command and fold', () => {
  const reads = traced(
    ...[1, 2, 3].flatMap((request): TraceInput[] => [
      { kind: 'request', request, method: 'GET', path: '/containers/json', client: page, agent: 'drydock-page' },
      { kind: 'response', request, status: 200, durationMs: 1 },
    ]),
  );
  const story = told(...reads);
  expect(story.commands.size).toBe(0);
  expect(foldRows(story.moments)).toHaveLength(1);
});

test('a click’s requests are one command, and so are those of a client outside that follow each other', () => {
  const ask = (request: number, agent: string): TraceInput => ({ kind: 'request', request, method: 'POST', path: '/containers/create', client: page, agent });
  expect(told(...traced(ask(1, 'drydock-page/1'), ask(2, 'drydock-page/1'), ask(3, 'drydock-page/2'))).commands.size).toBe(2);
  const [first, second, third] = traced(ask(1, 'Docker-Client'), ask(2, 'Docker-Client'), ask(3, 'Docker-Client'));
  expect(told(first, second, { ...third, time: 9000 }).commands.size).toBe(2);
});

test.each([
  ['nothing', null],
  ['a number', 7],
  ['no kind', { seq: 1, time: 1 }],
  ['a kind from elsewhere', { seq: 1, time: 1, kind: 'constructor' }],
  ['a request without a client', { seq: 1, time: 1, kind: 'request', request: 1, method: 'GET', path: '/', agent: '' }],
  ['results that are no results', { seq: 1, time: 1, kind: 'steps', task: 'a', since: 1, results: [[1]] }],
  ['a stop nowhere', { seq: 1, time: 1, kind: 'stop', stop: 1, before: {} }],
])('a line that is %s is told as unreadable', (_, line) => {
  expect(parseTraceEvent(line)).toBeNull();
  expect(told(line).moments).toMatchObject([{ kind: 'note', failed: true }]);
});

test('what came without its beginning is shown as far as it is known', () => {
  const story = told(...run.slice(12));
  expect(story.moments[0]).toMatchObject({ kind: 'step', text: 'step 0 of a plan that was not recorded' });
  expect(told({ seq: 1, time: 1, kind: 'plan', container: id, task: id, process: 'create', request: 1, plan: '9\0x' }).moments[0]?.text).toContain(
    'could not be read',
  );
});

test('events that nobody recorded are counted', () =>
  expect(told(run[0], { ...run[1], seq: 12 }).moments[1]?.text).toBe('10 events were not recorded: nobody listened'));

test('a daemon that is killed in the middle cuts off what was under way, once, and its successor counts from one', () => {
  const story = told(...run.slice(0, 5));
  story.lose();
  story.lose();
  expect(story.moments.at(-1)).toMatchObject({ kind: 'note', failed: true });
  expect(story.moments).toHaveLength(6);
  expect(sceneAt(story.moments, 6, story.commands, [])).toMatchObject({ clients: [], layers: [], stops: [] });
  story.takeAll(run.slice(0, 1));
  expect(story.moments).toHaveLength(7);
});

test('another machine begins with nothing, in the middle of a replay too', () => {
  const story = told(...run);
  story.play();
  story.tick(1);
  story.clear();
  story.tick(1000);
  expect([story.moments.length, story.shown, story.live]).toEqual([0, 0, true]);
});

describe('a replay', () => {
  test('goes at the speed of what happened, waits for nothing too long, and is live at its end', () => {
    const story = told(...run);
    story.play();
    expect(story.shown).toBe(0);
    story.tick(2.5);
    expect(story.shown).toBe(3);
    expect(
      waitBefore(
        [
          { ...story.moments[0]!, time: 0 },
          { ...story.moments[1]!, time: 60_000 },
        ],
        1,
        1,
      ),
    ).toBe(700);
    story.tick(60_000);
    expect([story.live, story.shown]).toEqual([true, story.moments.length]);
  });

  test('is slower when it is told to be', () => {
    const { moments } = told(...run);
    expect(advance(moments, { shown: 1, waitedMs: 0 }, 5, 1).shown).toBeGreaterThan(advance(moments, { shown: 1, waitedMs: 0 }, 5, 0.25).shown);
  });

  test('goes back and forth, within what there is', () => {
    const story = told(...run);
    story.pause();
    story.step(-1);
    expect(story.shown).toBe(story.moments.length - 1);
    story.scrub(-5);
    expect(story.shown).toBe(0);
    story.take({ ...run[0], seq: 20, time: 2000 });
    expect([story.shown, story.live]).toEqual([0, false]);
  });
});

test('a step of a replay passes over what the page read for itself', () => {
  const look = (request: number): TraceInput => ({ kind: 'request', request, method: 'GET', path: '/containers/json', client: page, agent: 'drydock-page' });
  const story = told(...traced({ kind: 'client', state: 'connected', client }, look(1), look(2), { kind: 'client', state: 'left', client }));
  story.scrub(1);
  story.step(1);
  expect(story.shown).toBe(4);
  story.step(-1);
  expect(story.shown).toBe(1);
  story.step(-1);
  expect(story.shown).toBe(0);
});

test('a long story drops its beginning and says so', () => {
  const story = new Story();
  const request = (i: number): TraceEvent => ({ seq: i, time: i, kind: 'response', request: i, status: 200, durationMs: 1 });
  story.takeAll(Array.from({ length: 7000 }, (_, i) => request(i + 1)));
  expect([story.moments.length, story.dropped]).toEqual([6000, 1000]);
});

test('a stop is in the picture until it goes on', () => {
  const stopped = [
    ...run.slice(0, 12),
    { seq: 13, time: 2000, kind: 'stop', stop: 1, before: { task: id, index: 3 } },
    { seq: 14, time: 2001, kind: 'go', stop: 1, why: 'time' },
  ];
  const { moments, commands } = told(...stopped);
  expect(sceneAt(moments, moments.length - 1, commands, []).stops).toMatchObject([
    { task: id, index: 3, moment: { text: expect.stringContaining('step 4: mount(') } },
  ]);
  expect(sceneAt(moments, moments.length, commands, []).stops).toEqual([]);
  expect(moments.at(-1)).toMatchObject({ failed: true, text: 'Nobody answered: it goes on by itself' });
});

test('a build is told instruction by instruction, its containers too, and kept for the editor', () => {
  const builder = { pid: 78, argv: ['docker', 'build', '/a'] };
  const step = (number: number, state: string): object => ({
    kind: 'build-step',
    request: 1,
    step: number,
    steps: 2,
    stage: 0,
    stageName: '',
    line: number,
    endLine: number,
    code: `RUN ${number}`,
    state,
    durationMs: 3,
  });
  const events = [
    { kind: 'client', state: 'connected', client: builder },
    { kind: 'request', request: 1, method: 'POST', path: '/v1.51/build?t=a', client: builder, agent: 'docker' },
    { kind: 'response', request: 1, status: 200, durationMs: 2 },
    step(1, 'started'),
    step(1, 'cached'),
    step(2, 'started'),
    { kind: 'process', container: id, state: 'created', pid: 0, name: 'step', image: 'x' },
    step(2, 'failed'),
  ];
  const story = told(...traced(...(events as TraceInput[])));
  expect(story.moments.map(({ command }) => command)).toEqual(Array(8).fill(1));
  expect(story.moments.filter(({ kind }) => kind === 'build').map(({ text }) => text)).toContain('Step 1/2 is reused from the cache: RUN 1');
  expect(story.builds.list).toMatchObject([{ argv: builder.argv, steps: [{ state: 'cached' }, { state: 'failed' }] }]);
});
