import { expect, test } from 'vitest';
import type { Clock } from '../../sys/sys.ts';
import type { ApiRequest, Reply } from '../http/router.ts';
import { eventRoutes } from './event-routes.ts';
import { Events } from './events.ts';

let now = 1000_000;
const clock = { now: () => now } as Clock;

function ask(events: Events, query: Record<string, string>): Extract<Reply, { kind: 'stream' }> {
  return eventRoutes(events, clock)[0]!.handle({ query } as unknown as ApiRequest) as Extract<Reply, { kind: 'stream' }>;
}

/** What a client gets that leaves at once. */
async function received(events: Events, query: Record<string, string>): Promise<string[]> {
  const actions: string[] = [];
  const write = (text: string): Promise<void> => {
    actions.push((JSON.parse(text) as { Action: string }).Action);
    return Promise.resolve();
  };
  await ask(events, query).write({ write, clientGone: Promise.resolve() });
  return actions;
}

function threeSeconds(): Events {
  const events = new Events(clock);
  for (const [second, action] of [
    [1000, 'create'],
    [1001, 'start'],
    [1002, 'die'],
  ] as const) {
    now = second * 1000;
    events.emit('container', action, 'id', { image: 'x', name: 'n' });
  }
  return events;
}

test('the past is told from `since` to `until`, and only when asked for', async () => {
  const events = threeSeconds();
  expect(await received(events, {})).toEqual([]);
  expect(await received(events, { since: '1001' })).toEqual(['start', 'die']);
  expect(await received(events, { since: '1000.5', until: '1001' })).toEqual(['start']);
  expect(await received(events, { until: '1001' })).toEqual(['create', 'start']);
  expect(await received(events, { since: '0', filters: '{"event":["die"]}' })).toEqual(['die']);
});

test('who has left hears nothing more', async () => {
  const events = threeSeconds();
  const heard = await received(events, { since: '1002' });
  events.emit('container', 'destroy', 'id', {});
  expect(heard).toEqual(['die']);
});

test.each([
  [{ since: 'abc' }, 'strconv.ParseInt: parsing "abc": invalid syntax'],
  [{ since: '10', until: '5' }, '`since` time (10) cannot be after `until` time (5)'],
  [{ filters: '{bad' }, 'invalid filter'],
])('%j is refused before the head is sent', (query, message) => {
  expect(() => ask(new Events(clock), query as Record<string, string>)).toThrow(message);
});
