import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';

/** A descriptor to read names from, each ended by NUL: what `pack only` takes. The caller closes it. */
export function openNames(sys: Sys, names: readonly string[]): Fd {
  const [source, sink] = sys.sockets.pipe();
  sys.sockets.setBlocking(source, true);
  const output = new FdStream(sys, sink);
  const text = names.map((name) => `${name}\0`).join('');
  // A program that ended early says itself why.
  void output.write(new TextEncoder().encode(text)).then(
    () => output.close(),
    () => output.close(),
  );
  return source;
}
