import { expect, test } from 'vitest';
import type { Step } from '../../api/plan.ts';
import { encodePlan } from './encode-plan.ts';

test('a step is its field count and its fields, each ended by NUL', () => {
  const step: Step = { by: 'process', op: 'setuser', uid: 1000, gid: 100, groups: [100, 5] };
  expect(encodePlan([step])).toBe('8\0p\0setuser\0\x001000\x00100\x002\x00100\x005\0');
});

test('lists are preceded by their length, empty ones too', () => {
  const step: Step = { by: 'process', op: 'exec', argv: ['echo', ''], env: [] };
  expect(encodePlan([step])).toBe('7\0p\0exec\0\x002\0echo\0\x000\0');
});

test('who executes and what is tolerated come first', () => {
  const steps: readonly Step[] = [
    { by: 'monitor', op: 'mkdir', path: '/a', mode: 0o755 },
    { by: 'process', op: 'umount', target: '/b', flags: 2, optional: true },
  ];
  expect(encodePlan(steps)).toBe('5\0m\0mkdir\0\0/a\x00493\x00' + '5\0p\0umount\0?\0/b\x002\0');
});
