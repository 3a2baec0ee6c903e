import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TraceEvent } from '../../api/trace.ts';
import type { Clock } from '../../sys/sys.ts';
import { Stepper } from './stepper.ts';
import { Trace } from './trace.ts';

let trace: Trace;
let stepper: Stepper;
let events: TraceEvent[];
const docker = { pid: 77, agent: 'docker' };

beforeEach(() => {
  vi.useFakeTimers();
  trace = new Trace({ now: () => 0, monotonic: () => 0 } as Clock);
  stepper = new Stepper(trace);
  events = [];
});
afterEach(() => vi.useRealTimers());

test('nothing is kept while nobody listens, and the gap says how much', () => {
  trace.emit({ kind: 'step-mode', armed: true, why: 'asked' });
  expect(trace.since(0)).toEqual([]);
  trace.listen((event) => events.push(event));
  trace.emit({ kind: 'step-mode', armed: false, why: 'asked' });
  expect(events.map(({ seq }) => seq)).toEqual([2]);
});

test('step mode follows the first client that asks, and lets others and the page’s reads pass', () => {
  expect(stepper.beforeRequest(docker, 1, 'POST')).toBeNull();
  stepper.arm(1000);
  expect(stepper.beforeRequest({ pid: 1, agent: '' }, 2, 'GET')).toBeNull();
  expect(stepper.beforeRequest(docker, 3, 'GET')).not.toBeNull();
  expect(stepper.beforeRequest({ pid: 78, agent: 'docker' }, 4, 'POST')).toBeNull();
  expect(stepper.beforeStep(4, 'task', 0)).toBeNull();
  expect(stepper.beforeStep(3, 'task', 0)).not.toBeNull();
  expect(stepper.state.stops.map(({ before }) => before)).toEqual([{ request: 3 }, { task: 'task', index: 0 }]);
});

test('next lets the oldest stop go on', async () => {
  stepper.arm(1000);
  const first = stepper.beforeRequest(docker, 1, 'POST');
  stepper.next(null);
  expect(await first).toEqual({ go: 'next', until: null });
  const second = stepper.beforeStep(1, 'task', 5);
  stepper.next(9);
  expect(await second).toEqual({ go: 'next', until: 9 });
  expect(() => stepper.next(null)).toThrow('nothing has stopped');
});

test('a stop that nobody answers releases itself, and step mode is off', async () => {
  trace.listen((event) => events.push(event));
  stepper.arm(1000);
  const stopped = stepper.beforeRequest(docker, 1, 'POST');
  vi.advanceTimersByTime(1000);
  expect(await stopped).toEqual({ go: 'on' });
  expect(stepper.state).toMatchObject({ armed: false, stops: [] });
  expect(events.map(({ kind }) => kind)).toEqual(['step-mode', 'stop', 'step-mode', 'go']);
  expect(events.at(-1)).toMatchObject({ why: 'time' });
});

test('after a client has left the next one is followed', () => {
  stepper.arm(1000);
  void stepper.beforeRequest(docker, 1, 'POST');
  stepper.left(77);
  expect(stepper.beforeRequest({ pid: 90, agent: '' }, 2, 'POST')).not.toBeNull();
});
