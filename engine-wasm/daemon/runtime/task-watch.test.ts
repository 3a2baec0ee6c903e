import { expect, test } from 'vitest';
import type { Plan } from '../../api/plan.ts';
import { decodePlan } from '../../wire/plan-text.ts';
import { encodePlan } from './encode-plan.ts';
import { shortened } from './task-watch.ts';

const container = '0123456789abcdef'.repeat(4);
const root = { by: 'process', op: 'pivot_root', root: `/overlay2/${container}/merged` } as const;
const exec = { by: 'process', op: 'exec', argv: ['true'], env: [] } as const;

test('a filter is told by the number of its instructions, and the rest of the plan as it is', () => {
  const plan: Plan = [{ by: 'process', op: 'no_new_privs' }, root, { by: 'process', op: 'seccomp', program: '0123456789abcdef'.repeat(268) }, exec];
  const told = shortened(encodePlan(plan), container);
  expect(told).not.toContain(container);
  expect(decodePlan({ plan: told, container })).toEqual([plan[0], root, { by: 'process', op: 'seccomp', program: '268' }, exec]);
});

test.each(['true', 'a\x7fb', 'a\x80b'])('a plan without a filter is told whole, with the word %j in it', (word) => {
  const plan = [root, { ...exec, argv: [word, ''] }];
  const told = shortened(encodePlan(plan), container);
  expect(decodePlan({ plan: told, container })).toEqual(plan);
  expect(told.includes(container)).toBe(word !== 'true');
});
