/** The files that a build was sent. */
import { S_IFMT, S_IFREG } from '../../sys/constants.ts';
import { parseIgnore } from '../../wire/dockerfile/ignore.ts';
import type { Body } from '../../wire/http/message.ts';
import { feed } from '../archive/feed.ts';
import { isFailure, startProgram } from '../archive/program.ts';
import { badRequest, DaemonError } from '../errors.ts';
import type { ImageStore } from '../images/store.ts';

export interface BuildContext {
  /** Has everything of it, and goes with it. */
  readonly place: string;
  /** Of this machine. */
  readonly directory: string;
  /** See `sumOf`. */
  readonly sums: string;
  readonly dockerfile: string;
  /** Of the Dockerfile, in the context. */
  readonly name: string;
}

/** @throws DaemonError bad-request with Docker's texts */
function readDockerfile({ sys: { files } }: ImageStore, directory: string, wanted: string): Pick<BuildContext, 'dockerfile' | 'name'> {
  const names = wanted === 'Dockerfile' ? [wanted, 'dockerfile'] : [wanted];
  const name = names.find((candidate) => files.exists(`${directory}/${candidate}`));
  // A path that leaves the context, or a link, which may, names no file of it.
  const isFile = name !== undefined && !name.split('/').includes('..') && (files.lstat(`${directory}/${name}`).mode & S_IFMT) === S_IFREG;
  if (!isFile) throw badRequest(`Cannot locate specified Dockerfile: ${wanted}`);
  const dockerfile = files.readText(`${directory}/${name}`);
  if (dockerfile === '') throw badRequest(`the Dockerfile (${name}) cannot be empty`);
  removeIgnored(files, directory, ['.dockerignore', name]);
  return { dockerfile, name };
}

/** Clients send these two always; a step must not see them when they are to be ignored. */
function removeIgnored(files: ImageStore['sys']['files'], directory: string, names: readonly string[]): void {
  const path = `${directory}/.dockerignore`;
  if (!files.exists(path)) return;
  const isIgnored = parseIgnore(files.readText(path));
  for (const name of names) if (isIgnored(name)) files.removeAll(`${directory}/${name}`);
}

/** Unpacks the context; whoever got it removes its place. @throws DaemonError; nothing is left then */
export async function receiveContext(store: ImageStore, body: Body, dockerfile: string): Promise<BuildContext> {
  const { sys } = store;
  const place = store.temporaryDirectory();
  const directory = `${place}/files`;
  const sums = `${place}/sums`;
  try {
    sys.files.mkdirAll(directory);
    const [source, input] = sys.sockets.pipe();
    sys.sockets.setBlocking(source, true);
    const running = startProgram<object>(sys, ['unpack', directory, 'into=/', `sums=${sums}`], (result) => [source, result, 2]);
    sys.files.close(source);
    await feed(sys, body, input);
    const outcome = await running.result;
    if (isFailure(outcome)) throw new DaemonError('internal', outcome.error);
    return { place, directory, sums, ...readDockerfile(store, directory, dockerfile) };
  } catch (error) {
    sys.files.removeAll(place);
    throw error;
  }
}
