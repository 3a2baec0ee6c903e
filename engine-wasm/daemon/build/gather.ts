/** The sources of a COPY or ADD: files of a tree, here-documents, and what URLs name. */
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Copy } from '../../wire/dockerfile/instruction.ts';
import type { View } from '../archive/view.ts';
import { checkChecksum, fetchFile } from './fetch.ts';
import { sumOf } from '../archive/put.ts';
import { findSources, sourceAt, type Source } from './sources.ts';
import { variablesOf, type Build, type StageState } from './state.ts';

/** The instruction's words, their variables replaced. */
export interface Expanded {
  readonly sources: readonly string[];
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
  readonly exclude: readonly string[];
  readonly checksum: string;
}

export function expand(build: Build, state: StageState, command: Copy): Expanded {
  const variables = variablesOf(state);
  const word = (text: string): string => expandWord(text, variables, build.escape);
  return {
    sources: command.sources.map(word),
    destination: word(command.destination),
    chown: word(command.chown),
    chmod: word(command.chmod),
    exclude: command.exclude.map(word),
    checksum: word(command.checksum),
  };
}

const isUrl = (source: string): boolean => /^https?:\/\//.test(source);
/** As BuildKit tells a repository. */
const isGit = (source: string): boolean => /^(?:git|ssh):\/\/|^[\w.-]+@[\w.-]+:|^https?:\/\/[^#?]+\.git(?:[#?]|$)/.test(source);

const symbolicMode = /^[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+(?:,[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+)*$/;

function checkMode(chmod: string): void {
  if (/^\d+$/.test(chmod)) {
    if (!/^0*[0-7]{1,4}$/.test(chmod)) throw new Error(`invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`);
  } else if (chmod !== '' && !symbolicMode.test(chmod)) throw new Error('invalid syntax');
}

/** What can be known to be wrong before anything is read. @throws Error with Docker's texts, BuildKit's for what only BuildKit has */
export function check({ kind, contents }: Copy, { sources, chmod, checksum }: Expanded): void {
  const name = kind.toUpperCase();
  checkMode(chmod);
  const path = contents.find((content) => content.name.includes('/'));
  if (path) throw new Error(`${name} failed: the here-document ${path.name} has the name of a path`);
  if (kind === 'copy' && sources.some(isUrl)) throw new Error(`${name} failed: source can't be a URL for COPY`);
  const repository = sources.find(isGit);
  if (repository !== undefined && kind === 'copy') throw new Error("source can't be a git ref for COPY");
  if (repository !== undefined) throw new Error(`${name} failed: ${repository} is a Git repository: this machine has no Git`);
  if (checksum === '') return;
  if (sources.length !== 1) throw new Error("checksum can't be specified for multiple sources");
  if (!sources.every(isUrl)) throw new Error('checksum requires HTTP(S) or Git sources');
  checkChecksum(checksum);
}

/** Here-documents as files of a directory of their own. */
function writeContents(build: Build, state: StageState, { contents }: Copy): string {
  const { store } = build.images;
  const directory = store.temporaryDirectory();
  for (const { name, content, expand: expands } of contents)
    store.sys.files.writeAtomic(`${directory}/${name}`, expands ? expandWord(content, variablesOf(state), build.escape) : content);
  return directory;
}

async function fetchSource(build: Build, url: string, expanded: Expanded, made: string[]): Promise<Source> {
  const { sys } = build.engine;
  const { directory, name } = await fetchFile(build, url, expanded);
  made.push(directory);
  const view = { root: directory, steps: [] };
  const hash = await sumOf(sys, view, `/${name}`, { sums: null });
  return { view, path: `/${name}`, isDirectory: false, hash, isRemote: true };
}

/** Runs `work` on the sources; what was fetched or written for them is gone afterwards. @throws Error with Docker's texts */
export async function withSources<T>(
  build: Build,
  state: StageState,
  { command, view, expanded }: { readonly command: Copy; readonly view: View; readonly expanded: Expanded },
  work: (sources: readonly Source[]) => Promise<T>,
): Promise<T> {
  const { sys } = build.engine;
  const made: string[] = [];
  const gather = async (): Promise<readonly Source[]> => {
    const isContext = command.from === '';
    const options = { isContext, sums: isContext ? build.context.sums : null, parents: command.parents, exclude: expanded.exclude };
    const found: Source[] = [];
    for (const source of expanded.sources)
      found.push(...(isUrl(source) ? [await fetchSource(build, source, expanded, made)] : await findSources(sys, view, source, options)));
    if (command.contents.length > 0) {
      const written = writeContents(build, state, command);
      made.push(written);
      for (const { name } of command.contents)
        found.push(await sourceAt(sys, { root: written, steps: [] }, `/${name}`, { isContext: true, sums: null, exclude: [] }));
    }
    if (found.length === 0) throw new Error('no source files were specified');
    return found;
  };
  try {
    const sources = await gather().catch((error: unknown) => {
      throw new Error(`${command.kind.toUpperCase()} failed: ${(error as Error).message}`);
    });
    return await work(sources);
  } finally {
    for (const directory of made) sys.files.removeAll(directory);
  }
}
