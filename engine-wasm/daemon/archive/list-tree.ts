import { FdStream } from '../../sys/fd-stream.ts';
import type { Sys } from '../../sys/sys.ts';
import { readAll } from '../../wire/http/message.ts';
import { startInView, type View } from './view.ts';

/** The names of everything in a view, sorted within each directory; `options` are more of the program `pack`'s. */
export async function listTree(sys: Sys, view: View, ...options: readonly string[]): Promise<readonly string[]> {
  const [output, sink] = sys.sockets.pipe();
  sys.sockets.setBlocking(sink, true);
  const running = startInView<object>(sys, view, ['pack', view.root, 'list', ...options], (result) => [null, sink, 2, result]);
  sys.files.close(sink);
  const stream = new FdStream(sys, output);
  const names = await readAll(stream);
  stream.close();
  await running.result;
  return new TextDecoder().decode(names).split('\0').slice(0, -1);
}
