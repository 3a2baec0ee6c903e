import { expect, test } from 'vitest';
import { processTree } from './process-tree.ts';

const process = (pid: number, parent: number) => ({ pid, parent, inside: 0, uid: 0, command: '' });

test('children come after their parents, and those of parents elsewhere are roots', () => {
  const tree = processTree([process(9, 5), process(7, 5), process(8, 7), process(5, 1), process(30, 2)]);
  expect(tree.map(({ process: { pid }, depth }) => [pid, depth])).toEqual([
    [5, 0],
    [7, 1],
    [8, 2],
    [9, 1],
    [30, 0],
  ]);
});

test('a process that is said to be its own parent is shown once', () => expect(processTree([process(3, 3)])).toHaveLength(1));
