/** COPY and ADD. */
import { S_IFMT, S_IFREG } from '../../sys/constants.ts';
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Copy } from '../../wire/dockerfile/instruction.ts';
import { baseName, cleanPath } from '../archive/path-name.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import type { View } from '../archive/view.ts';
import { readLayerFile } from '../containers/layer-file.ts';
import { commentConfig, commitStep, useCache } from './commit-step.ts';
import { imageOf } from './from.ts';
import { findOwner } from './owner.ts';
import { putArchive, putDirectory, putTree, type Owner, type PutOptions } from './put.ts';
import { findSources, type Source } from './sources.ts';
import { variablesOf, type Build, type StageState } from './state.ts';
import { withWorkLayer } from './work-layer.ts';

const root: Owner = { uid: 0, gid: 0 };

interface Expanded {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
}

function expand(build: Build, state: StageState, command: Copy): Expanded {
  const variables = variablesOf(state);
  const word = (text: string): string => expandWord(text, variables, build.escape);
  return { sources: command.sources.map(word), destination: word(command.destination), chown: word(command.chown), chmod: word(command.chmod) };
}

/** Here-documents as files of a directory of their own, which the caller removes. */
function writeContents(build: Build, state: StageState, command: Copy): View {
  const { store } = build.images;
  const directory = store.temporaryDirectory();
  for (const { name, content, expand: expands } of command.contents)
    store.sys.files.writeAtomic(`${directory}/${name}`, expands ? expandWord(content, variablesOf(state), build.escape) : content);
  return { root: directory, steps: [] };
}

function check(command: Copy, { chmod, sources }: Expanded, name: string): void {
  if (command.exclude.length > 0) throw new Error(`${name} failed: the --exclude option is not supported`);
  if (chmod !== '' && !/^0*[0-7]{1,4}$/.test(chmod)) throw new Error(`invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`);
  const url = sources.find((source) => /^(https?|ftp):\/\//.test(source));
  if (url === undefined) return;
  if (name === 'COPY') throw new Error("COPY failed: source can't be a URL for COPY");
  throw new Error(`ADD failed: Get "${url}": dial tcp: lookup ${new RegExp('//([^/:]+)').exec(url)?.[1] ?? ''}: no such host`);
}

/** @throws Error */
async function gather(build: Build, view: View, contents: View | null, command: Copy, sources: readonly string[]): Promise<Source[]> {
  const { sys } = build.engine;
  const found: Source[] = [];
  for (const source of sources) found.push(...(await findSources(sys, view, source, command.from === '')));
  for (const { name } of contents ? command.contents : []) found.push(...(await findSources(sys, contents as View, name, true)));
  if (found.length === 0) throw new Error('no source files were specified');
  return found;
}

function hashOf(build: Build, sources: readonly Source[]): string {
  const [only] = sources;
  if (sources.length === 1 && only) return only.hash;
  return `multi:${build.engine.sys.hashing.sha256(sources.map(({ hash }) => hash).join(','))}`;
}

/** ADD unpacks what is an archive: one that can be unpacked into an empty directory. Nobody can know before, as it may be compressed. */
async function addArchive(build: Build, source: Source, into: View, destination: string): Promise<boolean> {
  const { store } = build.images;
  const { sys } = store;
  const stat = await statIn(sys, source.view, source.path);
  if (!stat || stat.size === 0 || (stat.mode & S_IFMT) !== S_IFREG) return false;
  const directory = store.temporaryDirectory();
  try {
    const unpacked = { root: directory, steps: [] };
    await putArchive(sys, `${source.view.root}${stat.path}`, unpacked);
    await putTree(sys, unpacked, ['contents', `name=${destination.slice(1)}`], into, { owner: null, mode: '' });
    return true;
  } catch {
    return false;
  } finally {
    sys.files.removeAll(directory);
  }
}

interface Target {
  readonly view: View;
  /** Absolute; a slash at its end says that it is a directory. */
  readonly destination: string;
  readonly options: PutOptions;
}

async function putSource(build: Build, command: Copy, source: Source, { view, destination, options }: Target): Promise<void> {
  const { sys } = build.engine;
  const path = cleanPath(destination);
  const there = await statIn(sys, view, `${path}/.`);
  const isThere = there !== null && isDirectory(there);
  if (source.isDirectory) {
    if (!isThere) await putDirectory(sys, path, view, options.owner ?? root);
    return putTree(sys, source.view, [`path=${source.path}`, 'follow', 'contents', `name=${path.slice(1)}`], view, options);
  }
  if (command.kind === 'add' && (await addArchive(build, source, view, path))) return;
  const target = destination.endsWith('/') || isThere ? cleanPath(`${path}/${baseName(source.path)}`) : path;
  return putTree(sys, source.view, [`path=${source.path}`, 'follow', `name=${target.slice(1)}`], view, options);
}

async function copyFrom(build: Build, state: StageState, command: Copy, view: View): Promise<void> {
  const name = command.kind.toUpperCase();
  const expanded = expand(build, state, command);
  check(command, expanded, name);
  const contents = command.contents.length > 0 ? writeContents(build, state, command) : null;
  try {
    const sources = await gather(build, view, contents, command, expanded.sources).catch((error: unknown) => {
      throw new Error(`${name} failed: ${(error as Error).message}`);
    });
    await place(build, state, command, expanded, sources);
  } finally {
    if (contents) build.engine.sys.files.removeAll(contents.root);
  }
}

async function place(build: Build, state: StageState, command: Copy, expanded: Expanded, sources: readonly Source[]): Promise<void> {
  const { store } = build.images;
  const { destination, chown, chmod } = expanded;
  const name = command.kind.toUpperCase();
  if (sources.length > 1 && !destination.endsWith('/'))
    throw new Error(`When using ${name} with more than one source file, the destination must be a directory and end with a /`);
  const flags = `${chown && `--chown=${chown} `}${chmod && `--chmod=${chmod} `}`;
  const made = commentConfig(state, `#(nop) ${name} ${flags}${hashOf(build, sources)} in ${destination} `);
  if (await useCache(build, state, made)) return;
  const lowerDirs = (state.image?.layers ?? []).map((chainId) => store.layers.shortPath(chainId)).reverse();
  const owner = chown ? findOwner(chown, (path) => readLayerFile(store.sys.files, lowerDirs, path)) : command.from ? null : root;
  const absolute = destination.startsWith('/') ? destination : `${state.config.WorkingDir || ''}/${destination}`;
  const isDirectoryName = /(^|\/)\.?$/.test(destination);
  const diffId = await withWorkLayer(store, state.image, async (layer) => {
    const target = { view: layer.view, destination: isDirectoryName ? `${absolute}/` : absolute, options: { owner, mode: chmod } };
    for (const source of sources)
      await putSource(build, command, source, target).catch((error: unknown) => {
        throw new Error(`failed to copy files: ${(error as Error).message}`);
      });
    return layer.commit();
  });
  commitStep(build, state, made, diffId);
}

/** @throws Error with Docker's texts */
export async function copyStep(build: Build, state: StageState, command: Copy): Promise<void> {
  if (!command.from) return copyFrom(build, state, command, { root: build.context.directory, steps: [] });
  const image = await imageOf(build, command.from).catch((error: unknown) => {
    throw new Error(`invalid from flag value ${command.from}: ${(error as Error).message}`);
  });
  await withWorkLayer(build.images.store, image, ({ view }) => copyFrom(build, state, command, view));
}
