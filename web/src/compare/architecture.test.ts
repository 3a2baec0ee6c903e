import { expect, test } from 'vitest';
import { stacks } from './architecture.ts';
import { experiments } from './experiments/table.ts';
import type { Outcomes } from './outcome.ts';

test('nothing that was not measured is written into a box', () => {
  const facts = stacks.flatMap(({ layers }) => layers.flatMap((layer) => layer.facts({})));
  expect(facts.every((fact) => fact === null)).toBe(true);
});

test('every box asks for experiments that there are', () => {
  const asked = new Set<string>();
  const outcomes = new Proxy({} as Outcomes, {
    get: (_, id) => {
      asked.add(String(id));
      return undefined;
    },
  });
  for (const { layers } of stacks) for (const layer of layers) layer.facts(outcomes);
  const known = experiments.map(({ id }) => id);
  expect([...asked].filter((id) => !known.includes(id))).toEqual([]);
});
