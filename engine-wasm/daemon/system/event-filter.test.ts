import { expect, test } from 'vitest';
import { matchesEvent } from './event-filter.ts';
import type { EngineEvent } from './events.ts';
import { parseFilters } from './filters.ts';

const base = { scope: 'local', time: 0, timeNano: 0 } as const;
const started: EngineEvent = {
  ...base,
  Type: 'container',
  Action: 'start',
  Actor: { ID: 'c0ffee', Attributes: { name: 'web', image: 'nginx:1', tier: 'front' } },
};
const execed: EngineEvent = { ...started, Action: 'exec_create: ls -l' };
const pulled: EngineEvent = { ...base, Type: 'image', Action: 'pull', Actor: { ID: 'nginx:1', Attributes: { name: 'nginx' } } };
const made: EngineEvent = { ...base, Type: 'volume', Action: 'create', Actor: { ID: 'data', Attributes: { driver: 'local' } } };

test.each([
  [{}, [started, execed, pulled, made]],
  [{ type: ['image'] }, [pulled]],
  [{ type: ['image', 'volume'] }, [pulled, made]],
  [{ event: ['start'] }, [started]],
  [{ event: ['exec_create'] }, [execed]],
  [{ container: ['web'] }, [started, execed]],
  [{ container: ['c0'] }, [started, execed]],
  [{ container: ['other'] }, []],
  [{ image: ['nginx'] }, [started, execed, pulled]],
  [{ image: ['nginx:1'] }, [started, execed, pulled]],
  [{ volume: ['data'] }, [made]],
  [{ label: ['tier=front'] }, [started, execed]],
  [{ scope: ['local'], type: ['volume'] }, [made]],
  [{ scope: ['swarm'] }, []],
])('%j', (filter, wanted) => {
  const filters = parseFilters(JSON.stringify(filter));
  expect([started, execed, pulled, made].filter((event) => matchesEvent(filters, event))).toEqual(wanted);
});
