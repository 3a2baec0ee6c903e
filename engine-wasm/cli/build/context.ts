/** What `docker build` sends: a folder with what `.dockerignore` leaves of it, or what comes on standard input. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Sys } from '../../sys/sys.ts';
import { BufferedReader } from '../../wire/buffered-reader.ts';
import type { Body } from '../../wire/http/message.ts';
import { reasonOf } from '../archive.ts';
import { Refusal, text, type Context } from '../command.ts';
import { absolute, findHere } from '../copy/paths.ts';
import { humanSize } from '../format/sizes.ts';
import { archiveOf, bodyOf, walk, type Source } from '../tar/write.ts';
import { endOfArchive, formatHeader, padding } from '../tar/header.ts';
import { parseIgnore, type Ignore } from './ignore.ts';

export interface BuildContext {
  readonly archive: Body;
  /** The Dockerfile's name in it. */
  readonly dockerfile: string;
}

const trouble = (message: string): Refusal => new Refusal(`unable to prepare context: ${message}`);

async function readAllInput(sys: Sys): Promise<Uint8Array> {
  const reader = new FdStream(sys, 0);
  const parts: Uint8Array[] = [];
  for (let bytes = await reader.read(); bytes !== null; bytes = await reader.read()) parts.push(bytes.slice());
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function* single(name: string, content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield formatHeader({ name, type: 'file', mode: 0o644, size: content.length, mtime: 0, target: '' });
  yield content;
  yield padding(content.length);
}

async function* alone(name: string, content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield* single(name, content);
  yield endOfArchive();
}

/** A Dockerfile, or an archive: that is plain by its header, or by the magic of what compressed it. */
async function fromInput(sys: Sys, dockerfile: string): Promise<BuildContext> {
  const reader = new BufferedReader(new FdStream(sys, 0));
  let head = new Uint8Array(0);
  while (head.length < 512) {
    const bytes = await reader.readSome(512 - head.length);
    if (bytes === null) break;
    head = new Uint8Array([...head, ...bytes]);
  }
  const isTar = new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
  const isCompressed =
    (head[0] === 0x1f && head[1] === 0x8b) ||
    (head[0] === 0x42 && head[1] === 0x5a) ||
    (head[0] === 0xfd && head[1] === 0x37) ||
    (head[0] === 0x28 && head[1] === 0xb5);
  async function* whole(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head;
    for (let bytes = await reader.readSome(); bytes !== null; bytes = await reader.readSome()) yield bytes;
  }
  if (isTar || isCompressed) return { archive: bodyOf(whole()), dockerfile: dockerfile || 'Dockerfile' };
  const parts: number[] = [];
  for await (const bytes of whole()) parts.push(...bytes);
  return { archive: bodyOf(alone('Dockerfile', new Uint8Array(parts))), dockerfile: 'Dockerfile' };
}

/** The Dockerfile's name in the folder; `null` where it lies outside. */
function nameWithin(sys: Sys, root: string, given: string): string | null {
  const path = given === '' ? `${root}/Dockerfile` : absolute(sys, given);
  if (!findHere(sys, path, true)) throw trouble(`unable to evaluate symlinks in Dockerfile path: lstat ${path}: no such file or directory`);
  return path.startsWith(`${root === '/' ? '' : root}/`) ? path.slice(root === '/' ? 1 : root.length + 1) : null;
}

/** A Dockerfile's own file of patterns (`NAME.dockerignore` beside it), or the context's; it may not leave out what the daemon needs to read. */
function ignoreIn(sys: Sys, root: string, path: string, dockerfile: string): Ignore {
  const patterns = [`${path}.dockerignore`, `${root}/.dockerignore`].find((candidate) => sys.files.exists(candidate));
  if (patterns === undefined) return () => 'yes';
  const ignore = parseIgnore(sys.files.readText(patterns));
  return (name, isDirectory) => (name === '.dockerignore' || name === dockerfile ? 'yes' : ignore(name, isDirectory));
}

function* sources(sys: Sys, root: string, takes: Ignore): Generator<Source, void, undefined> {
  for (const name of sys.files.readDir(root).sort()) yield* walk(sys, { path: `${root}/${name}`, name }, takes);
}

/** A Dockerfile from elsewhere goes in under a name that no file has. */
async function* withDockerfile(archive: Body, name: string, content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield* single(name, content);
  for (let bytes = await archive.read(); bytes !== null; bytes = await archive.read()) yield bytes;
}

async function fromFolder(context: Context, given: string): Promise<BuildContext> {
  const { sys, flags } = context;
  const root = absolute(sys, given);
  const found = findHere(sys, root, true);
  if (!found) throw trouble(`path ${JSON.stringify(given)} not found`);
  if (!found.isDirectory) throw trouble(`context must be a directory: ${root}`);
  const file = text(flags, 'file');
  const inside = file === '-' ? null : nameWithin(sys, root, file);
  const path = file === '' ? `${root}/Dockerfile` : absolute(sys, file);
  const folder = archiveOf(sys, sources(sys, root, ignoreIn(sys, root, path, inside ?? '')));
  if (inside !== null) return { archive: folder, dockerfile: inside };
  const name = `.dockerfile.${sys.hashing.randomHex(10)}`;
  const content = file === '-' ? await readAllInput(sys) : new TextEncoder().encode(sys.files.readText(absolute(sys, file)));
  return { archive: bodyOf(withDockerfile(folder, name, content)), dockerfile: name };
}

/** Tells how much is sent, on a terminal as it goes. */
function counted({ sys, print }: Context, archive: Body): Body {
  const onTerminal = sys.terminals.isTerminal(1);
  const tell = (bytes: number): string => `Sending build context to Docker daemon  ${humanSize(bytes)}\r`;
  let sent = 0;
  let told = 0;
  return {
    async read() {
      const bytes = await archive.read();
      if (bytes === null) print(`${tell(sent)}\r\n`);
      else if ((sent += bytes.length) - told > 512 * 1024 && onTerminal) print(tell((told = sent)));
      return bytes;
    },
  };
}

/** @throws Refusal */
export async function contextOf(context: Context, quiet: boolean): Promise<BuildContext> {
  const { sys, flags, args } = context;
  const [given = ''] = args;
  if (/^(https?|git|ssh):\/\/|^git@/.test(given)) throw trouble('remote contexts are not supported: this machine reaches no network but its own');
  try {
    const made = given === '-' ? await fromInput(sys, text(flags, 'file')) : await fromFolder(context, given);
    return { ...made, archive: quiet ? made.archive : counted(context, made.archive) };
  } catch (error) {
    throw error instanceof Refusal ? error : trouble(reasonOf(error));
  }
}
