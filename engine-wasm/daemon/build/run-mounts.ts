/** `RUN --mount`: file systems that a command sees and its layer does not have (Dockerfile reference, "RUN --mount"). */
import type { HostConfig } from '../../api/containers.ts';
import { MNT_DETACH } from '../../sys/constants.ts';
import type { Sys } from '../../sys/sys.ts';
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Run } from '../../wire/dockerfile/instruction.ts';
import { cleanPath } from '../archive/path-name.ts';
import { cacheDirectory } from './cache-mounts.ts';
import { imageOf } from './from.ts';
import { variablesOf, type Build, type StageState } from './state.ts';

export interface RunMounts {
  readonly host: HostConfig;
  /** Unmounts and removes what was made for this command. */
  release(sys: Sys): void;
}

type Options = Readonly<Record<string, string>>;

function parseMount(text: string): Options {
  const pairs = text.split(',').map((field) => {
    const equals = field.indexOf('=');
    return equals < 0 ? [field, 'true'] : [field.slice(0, equals), field.slice(equals + 1)];
  });
  const options = Object.fromEntries(pairs) as Record<string, string>;
  const target = options['target'] ?? options['dst'] ?? options['destination'];
  return { type: 'bind', ...options, ...(target !== undefined && { target }) };
}

/** A whole image, mounted on this machine while the command runs. */
async function mountImage(build: Build, name: string, made: string[]): Promise<string> {
  const { store } = build.images;
  const image = await imageOf(build, name);
  const directory = store.temporaryDirectory();
  made.push(directory);
  const root = `${directory}/merged`;
  store.sys.files.mkdirAll(root);
  store.sys.files.mkdirAll(`${directory}/empty`);
  const layers = (image?.layers ?? []).map((chainId) => store.layers.shortPath(chainId)).reverse();
  store.sys.files.mount('overlay', root, 'overlay', 0, `lowerdir=${[...layers, `${directory}/empty`].join(':')}`);
  return root;
}

function releaseAll({ files }: Sys, made: readonly string[]): void {
  for (const directory of made) {
    files.umount(`${directory}/merged`, MNT_DETACH);
    files.removeAll(directory);
  }
}

/** @throws Error */
async function bindOf(build: Build, options: Options, made: string[]): Promise<string | null> {
  const { sys } = build.engine;
  const target = options['target'] ?? '';
  const isWritable = options['rw'] === 'true' || options['readwrite'] === 'true' || options['readonly'] === 'false';
  switch (options['type']) {
    case 'cache':
      return `${cacheDirectory(sys, options['id'] ?? target, options['mode'] ?? '0755')}:${target}${options['ro'] === 'true' || options['readonly'] === 'true' ? ':ro' : ''}`;
    case 'bind': {
      const root = options['from'] ? await mountImage(build, options['from'], made) : build.context.directory;
      const source = root + cleanPath(`/${options['source'] ?? options['src'] ?? ''}`);
      if (!sys.files.exists(source)) throw new Error(`failed to compute cache key: ${options['source'] ?? ''}: not found`);
      // What is written is dropped, as BuildKit does; here it may not be written at all unless the source is the build's own copy.
      return `${source}:${target}${isWritable && !options['from'] ? '' : ':ro'}`;
    }
    case 'secret':
      if (options['required'] === 'true') throw new Error(`secret ${options['id'] ?? baseId(target)}: not found`);
      return null;
    default:
      throw new Error(`unsupported mount type ${JSON.stringify(options['type'])}`);
  }
}

const baseId = (target: string): string => target.slice(target.lastIndexOf('/') + 1);

/** @throws Error */
export async function runMounts(build: Build, state: StageState, run: Run): Promise<RunMounts> {
  const variables = variablesOf(state);
  const made: string[] = [];
  const binds: string[] = [];
  const tmpfs: Record<string, string> = {};
  try {
    for (const text of run.mounts) {
      const options = parseMount(expandWord(text, variables, build.escape));
      if (options['type'] !== 'secret' && !options['target']) throw new Error(`invalid mount ${text}: target is required`);
      if (options['type'] === 'tmpfs') tmpfs[options['target'] as string] = options['size'] ? `size=${options['size']}` : '';
      else {
        const bind = await bindOf(build, options, made);
        if (bind !== null) binds.push(bind);
      }
    }
  } catch (error) {
    releaseAll(build.engine.sys, made);
    throw error;
  }
  return { host: { Binds: binds, Tmpfs: tmpfs }, release: (sys) => releaseAll(sys, made) };
}
