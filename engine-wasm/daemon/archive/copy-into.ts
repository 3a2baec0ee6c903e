import { DaemonError } from '../errors.ts';
import type { Sys } from '../../sys/sys.ts';
import type { Body } from '../../wire/http/message.ts';
import { feed } from './feed.ts';
import { isFailure } from './program.ts';
import { startInView, type View } from './view.ts';

/** Unpacks an archive over what a directory of a view has. @throws DaemonError with the program's text */
export async function copyInto(sys: Sys, view: View, directory: string, archive: Body, keepDirectories: boolean): Promise<void> {
  const [source, input] = sys.sockets.pipe();
  sys.sockets.setBlocking(source, true);
  const argv = ['unpack', view.root, `into=${directory}`, ...(keepDirectories ? ['keep-directories'] : [])];
  const running = startInView<object>(sys, view, argv, (result) => [source, result, 2]);
  sys.files.close(source);
  await feed(sys, archive, input);
  const outcome = await running.result;
  if (isFailure(outcome)) throw new DaemonError('internal', outcome.error);
}
