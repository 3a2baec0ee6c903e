import { expect, test } from 'vitest';
import { BuildOutput } from './output.ts';

const never = new Promise<never>(() => undefined);

function heard(): { texts: string[]; output: BuildOutput } {
  const texts: string[] = [];
  const send = (text: string): Promise<void> => {
    texts.push((JSON.parse(text) as { stream: string }).stream);
    return Promise.resolve();
  };
  return { texts, output: new BuildOutput(send, never) };
}

test('a stage is heard when those before it are done', async () => {
  const { texts, output } = heard();
  let done!: () => void;
  const first = new Promise<void>((resolve) => (done = resolve));
  const second = output.forStage(first);
  await second.stdout('second');
  await output.stdout('first');
  expect(texts).toEqual(['first']);
  done();
  await first;
  await second.stdout('third');
  expect(texts).toEqual(['first', 'second', 'third']);
});

test('a stage that says much waits for its turn, and ends when it never comes', async () => {
  const { output } = heard();
  let fail!: (error: Error) => void;
  const stage = output.forStage(new Promise((_, reject) => (fail = reject)));
  const said = stage.stdout('x'.repeat(300_000));
  expect(stage.isCancelled).toBe(false);
  fail(new Error('before'));
  await expect(said).rejects.toThrow('before');
  await stage.cancelled;
  expect(stage.isCancelled).toBe(true);
});
