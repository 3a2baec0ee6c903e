import { expect, test } from 'vitest';
import type { Plan } from '../api/plan.ts';
import { encodePlan } from '../daemon/runtime/encode-plan.ts';
import { decodePlan } from './plan-text.ts';

const plan: Plan = [
  { by: 'monitor', op: 'mkdir', path: '/sys/fs/cgroup/docker/a', mode: 0o755 },
  { by: 'monitor', op: 'overlay', target: '/m', upper: '/u', work: '/w', lowers: ['/l', '/k'] },
  { by: 'monitor', op: 'clone', cgroup: '/c', namespaces: ['mnt', 'pid'] },
  { by: 'process', op: 'mount', root: '', source: '/dev/null', target: '/proc/keys', create: '', fstype: '', flags: 4096, data: '', optional: true },
  { by: 'process', op: 'no_new_privs' },
  { by: 'process', op: 'setuser', uid: 0, gid: 0, groups: [10, 20] },
  { by: 'process', op: 'exec', argv: ['echo', ''], env: [] },
];

test('a plan is read back as it was written', () => expect(decodePlan(encodePlan(plan))).toEqual(plan));

test.each([
  ['cut in a step', encodePlan(plan).slice(0, -9), 'cut short'],
  ['of an operation that is not known', '3\0m\0dance\0\0', 'not known: dance'],
  ['no plan', 'hello\0', 'cut short'],
])('a text that is %s is refused', (_, text, message) => expect(() => decodePlan(text)).toThrow(message));
