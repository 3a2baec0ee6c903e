import { expect, test, vi } from 'vitest';
import type { PtySession } from '../../../engine-wasm/machine/client.ts';
import { streamPair } from '../../../engine-wasm/wire/memory-stream.ts';
import { withActivity } from './pty-activity.ts';

const encoder = new TextEncoder();

test('a greeting is no use; what is typed, and what comes of it, is', async () => {
  const [page, shell] = streamPair();
  const onUse = vi.fn();
  const open = withActivity(() => Promise.resolve<PtySession>({ stream: page, resize: () => undefined, exited: Promise.resolve(0) }), onUse);
  const { stream } = await open({ argv: [], rows: 24, columns: 80 });

  void shell.write(encoder.encode('welcome'));
  await stream.read();
  expect(onUse).not.toHaveBeenCalled();

  void shell.read();
  await stream.write(encoder.encode('touch file\r'));
  expect(onUse).toHaveBeenCalledTimes(1);
  void shell.write(encoder.encode('$ '));
  await stream.read();
  expect(onUse).toHaveBeenCalledTimes(2);
});
