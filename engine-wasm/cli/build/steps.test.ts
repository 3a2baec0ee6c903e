import { expect, test } from 'vitest';
import { buildStepId, type BuildStep } from '../../api/build.ts';
import type { Message } from '../progress.ts';
import { showSteps } from './steps.ts';

const about = { steps: 2, stage: 0, stageName: 'base', endLine: 4 };
const step = (aux: Partial<BuildStep>): Message => ({ id: buildStepId, aux: { ...about, ...aux } });

async function shown(messages: readonly (Message & { readonly step?: number })[]): Promise<{ text: string; ids: unknown[]; error: string }> {
  let text = '';
  const ids: unknown[] = [];
  async function* all(): AsyncGenerator<Message> {
    yield* await Promise.resolve(messages);
  }
  const error = await showSteps({ print: (said) => (text += said) }, all(), 'Dockerfile', (aux) => ids.push(aux)).then(
    () => '',
    (reason: unknown) => (reason as Error).message,
  );
  return { text, ids, error };
}

test('steps as BuildKit shows them', async () => {
  const { text, ids } = await shown([
    { stream: 'Step 1/2 : FROM busybox\n' },
    step({ step: 1, line: 1, code: 'FROM busybox', state: 'started' }),
    step({ step: 1, line: 1, code: 'FROM busybox', state: 'done', durationMs: 40 }),
    step({ step: 2, line: 3, code: 'RUN echo a', state: 'started' }),
    { stream: 'a\nb\n', step: 2 },
    step({ step: 2, line: 3, code: 'RUN echo a', state: 'cached' }),
    { aux: { ID: 'sha256:1' } },
    { stream: 'Successfully built 1\n' },
  ]);
  expect(text).toBe('#1 [base 1/2] FROM busybox\n#1 DONE 0.0s\n\n#2 [base 2/2] RUN echo a\n#2 a\n#2 b\n#2 CACHED\n\nSuccessfully built 1\n');
  expect(ids).toEqual([{ ID: 'sha256:1' }]);
});

test('the line that failed is quoted', async () => {
  const { text, error } = await shown([
    step({ step: 2, line: 3, code: 'RUN exit 3', state: 'failed', error: 'code: 3' }),
    { error: 'code: 3', errorDetail: { code: 3, message: 'code: 3' } },
  ]);
  expect(text).toBe('#2 ERROR: code: 3\n------\nDockerfile:3\n--------------------\n   3 | >>> RUN exit 3\n--------------------\n');
  expect(error).toBe('code: 3');
});
