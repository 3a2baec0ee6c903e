/** Both architectures as stacks of boxes, and which measured values each box is filled with. */
import { factOf, type Outcomes } from './outcome.ts';

export interface Layer {
  readonly title: string;
  readonly note: string;
  /** Boxes of it beside each other. */
  readonly copies: number;
  /** `shared`: one for all that is above it. */
  readonly kind: 'shared' | 'own';
  /** What is written into it, at most two lines; `null` where it was not measured. */
  readonly facts: (outcomes: Outcomes) => readonly (string | null)[];
}

export interface Stack {
  readonly title: string;
  /** From the hardware up. */
  readonly layers: readonly Layer[];
}

const vm = 0;
const container = 1;

/** A line of the drawing: the value with words around it, if there is one. */
function line(outcomes: Outcomes, experiment: string, key: string, side: 0 | 1, words: (value: string) => string): string | null {
  const fact = factOf(outcomes, experiment, key, side);
  return fact === null ? null : words(fact);
}

export const stacks: readonly Stack[] = [
  {
    title: 'Virtual machines',
    layers: [
      {
        title: 'Hardware',
        note: 'this computer, in its browser',
        copies: 1,
        kind: 'shared',
        facts: (outcomes) => [line(outcomes, 'speed', 'outside', vm, (value) => `SHA-256 in ${value}`)],
      },
      {
        title: 'Hypervisor',
        note: 'v86: it emulates a PC',
        copies: 1,
        kind: 'shared',
        facts: (outcomes) => [
          line(outcomes, 'density', 'started', vm, (value) => `${value} machines in its budget`),
          line(outcomes, 'speed', 'factor', vm, (value) => `computing takes ${value}`),
        ],
      },
      {
        title: 'Guest kernel',
        note: 'one for each',
        copies: 2,
        kind: 'own',
        facts: (outcomes) => [
          line(outcomes, 'kernel', 'boot', vm, (value) => `boot id ${value}`),
          line(outcomes, 'start-up', 'boot', vm, (value) => `up in ${value}`),
        ],
      },
      {
        title: 'OS',
        note: 'init, libraries',
        copies: 2,
        kind: 'own',
        facts: (outcomes) => [
          line(outcomes, 'disk', 'disk', vm, (value) => `${value} on disk`),
          line(outcomes, 'memory', 'used', vm, (value) => `${value} in memory`),
        ],
      },
      {
        title: 'Application',
        note: 'the same work',
        copies: 2,
        kind: 'own',
        facts: (outcomes) => [line(outcomes, 'start-up', 'line', vm, (value) => `output after ${value}`)],
      },
    ],
  },
  {
    title: 'Containers',
    layers: [
      {
        title: 'Hardware',
        note: 'here: the machine in this page',
        copies: 1,
        kind: 'shared',
        facts: (outcomes) => [line(outcomes, 'speed', 'outside', container, (value) => `SHA-256 in ${value}`)],
      },
      {
        title: 'Kernel',
        note: 'one for all',
        copies: 1,
        kind: 'shared',
        facts: (outcomes) => [
          line(outcomes, 'kernel', 'boot', container, (value) => `boot id ${value}`),
          line(outcomes, 'speed', 'factor', container, (value) => `computing takes ${value}`),
        ],
      },
      {
        title: 'Engine',
        note: 'dockerd: images, containers',
        copies: 1,
        kind: 'shared',
        facts: (outcomes) => [
          line(outcomes, 'density', 'started', container, (value) => `${value} containers in the same budget`),
          line(outcomes, 'sharing', 'image', container, (value) => `${value} of layers, shared`),
        ],
      },
      {
        title: 'Container',
        note: 'its files',
        copies: 2,
        kind: 'own',
        facts: (outcomes) => [
          line(outcomes, 'disk', 'disk', container, (value) => `${value} image`),
          line(outcomes, 'memory', 'used', container, (value) => `${value} in memory`),
        ],
      },
      {
        title: 'Application',
        note: 'the same work',
        copies: 2,
        kind: 'own',
        facts: (outcomes) => [line(outcomes, 'start-up', 'line', container, (value) => `output after ${value}`)],
      },
    ],
  },
];
