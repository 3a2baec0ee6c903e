import { expect, test } from 'vitest';
import type { Plan } from '../../api/plan.ts';
import { decodePlan } from '../../wire/plan-text.ts';
import { encodePlan } from './encode-plan.ts';
import { withoutFilter } from './task-watch.ts';

const exec = { by: 'process', op: 'exec', argv: ['true'], env: [] } as const;

test('a filter is told by the number of its instructions, and the rest of the plan as it is', () => {
  const plan: Plan = [{ by: 'process', op: 'no_new_privs' }, { by: 'process', op: 'seccomp', program: '0123456789abcdef'.repeat(268) }, exec];
  expect(decodePlan(withoutFilter(encodePlan(plan)))).toEqual([plan[0], { by: 'process', op: 'seccomp', program: '268' }, exec]);
});

test('a plan without a filter is told whole', () => {
  expect(decodePlan(withoutFilter(encodePlan([exec])))).toEqual([exec]);
});
