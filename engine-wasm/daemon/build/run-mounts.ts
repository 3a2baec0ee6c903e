/**
 * `RUN --mount`: file systems that a command sees and its layer does not have (Dockerfile reference, "RUN --mount"). They are steps of the
 * container's plan, in its own mount namespace: a build that breaks off, or a daemon that dies, leaves none behind.
 */
import type { Step } from '../../api/plan.ts';
import type { Sys } from '../../sys/sys.ts';
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { Run } from '../../wire/dockerfile/instruction.ts';
import { parseMount, type RunMount } from '../../wire/dockerfile/mount.ts';
import { baseName, cleanPath } from '../archive/path-name.ts';
import { isDirectory, statIn, type PathStat } from '../archive/path-stat.ts';
import { mergedOf, overlayOf, type Container } from '../containers/container.ts';
import type { StartExtras } from '../runtime/plan.ts';
import { bindSteps, type MountPoint } from '../runtime/rootfs-steps.ts';
import { takeCacheDirectory, type CacheDirectory } from './cache-mounts.ts';
import { imageOf } from './from.ts';
import { removeMountPoint } from './mount-points.ts';
import { putTree, sumOf } from '../archive/put.ts';
import { variablesOf, type Build, type StageState } from './state.ts';
import { withWorkLayer } from './work-layer.ts';

export interface RunMounts {
  extrasFor(container: Container): StartExtras;
  /** The command has ended: nothing of the mounts stays in what it changed. */
  clean(container: Container): void;
  /** Gives back what was taken for this command. */
  release(): void;
}

const plain = { name: '', source: '', options: '', mode: '', readOnly: false } as const;

/** The mounts of one RUN in the making. */
class MountsInMaking {
  readonly #build: Build;
  readonly #workingDir: string;
  readonly #directories: string[] = [];
  readonly #caches = new Map<string, CacheDirectory>();
  readonly #overlays: Step[] = [];
  readonly #points: MountPoint[] = [];
  readonly #variables: { readonly name: string; readonly path: string }[] = [];
  /** Sources that are files; the others are directories. */
  readonly #files = new Set<string>();

  constructor(build: Build, workingDir: string) {
    this.#build = build;
    this.#workingDir = workingDir;
  }

  get #sys(): Sys {
    return this.#build.engine.sys;
  }

  /** @throws Error with BuildKit's texts */
  async add(mount: RunMount): Promise<void> {
    switch (mount.type) {
      case 'bind':
        return this.#bind(mount);
      case 'cache':
        return this.#cache(mount);
      case 'tmpfs':
        this.#points.push({ ...plain, type: 'tmpfs', destination: this.#target(mount), options: `${mount.size && `size=${mount.size},`}suid,dev,exec` });
        return;
      case 'secret':
        return this.#secret(mount);
      case 'ssh':
        if (mount.required) throw new Error(`unset ssh forward key ${mount.id || 'default'}`);
    }
  }

  made(): RunMounts {
    const { files } = this.#sys;
    return {
      extrasFor: (container) => ({
        mounts: [...this.#overlays, ...bindSteps(mergedOf(container), this.#points, (source) => !this.#files.has(source))],
        variables: this.#variables,
      }),
      clean: (container) => {
        for (const { destination } of [...this.#points].reverse()) removeMountPoint(files, `${overlayOf(container)}/diff`, container.lowerDirs, destination);
      },
      release: () => this.release(),
    };
  }

  release(): void {
    for (const { release } of this.#caches.values()) release();
    for (const directory of this.#directories) this.#sys.files.removeAll(directory);
  }

  #target({ target }: RunMount): string {
    const path = cleanPath(target.startsWith('/') ? target : `/${target === '' ? '' : this.#workingDir}/${target}`);
    if (path === '/') throw new Error(`invalid mount target ${JSON.stringify(path)}`);
    return path;
  }

  #temporaryDirectory(): string {
    const directory = this.#build.images.store.temporaryDirectory();
    this.#directories.push(directory);
    return directory;
  }

  /** The layers that `from` names, topmost first. @throws Error */
  async #layers(from: string): Promise<readonly string[]> {
    const { store } = this.#build.images;
    if (from === '') return [this.#build.context.directory];
    const image = await imageOf(this.#build, from);
    return (image?.layers ?? []).map((chainId) => store.layers.shortPath(chainId)).reverse();
  }

  /** Where the layers will be mounted; what is written goes to a directory that is gone afterwards. */
  #overlay(lowers: readonly string[], isReadOnly: boolean): string {
    const directory = this.#temporaryDirectory();
    for (const part of ['diff', 'work', 'merged', 'empty']) this.#sys.files.mkdirAll(`${directory}/${part}`);
    const target = `${directory}/merged`;
    const writable = isReadOnly ? { upper: '', work: '' } : { upper: `${directory}/diff`, work: `${directory}/work` };
    this.#overlays.push({ by: 'process', op: 'overlay', target, ...writable, lowers: [...lowers, `${directory}/empty`] });
    return target;
  }

  /** What a path of the context, an image or a stage leads to. @throws Error */
  async #find(from: string, path: string): Promise<PathStat> {
    const { context, images } = this.#build;
    const found =
      from === ''
        ? await statIn(this.#sys, { root: context.directory, steps: [] }, path, 'follow')
        : await withWorkLayer(images.store, { image: await imageOf(this.#build, from), isSeen: true }, ({ view }) => statIn(this.#sys, view, path, 'follow'));
    if (!found) throw new Error(`failed to compute cache key: ${JSON.stringify(path)}: not found`);
    return found;
  }

  async #bind(mount: RunMount): Promise<void> {
    const { from, source, readOnly } = mount;
    const destination = this.#target(mount);
    const found = await this.#find(from, cleanPath(`/${source}`));
    const root = from === '' && readOnly ? this.#build.context.directory : this.#overlay(await this.#layers(from), readOnly);
    const path = found.path === '/' ? root : root + found.path;
    if (!isDirectory(found)) this.#files.add(path);
    this.#points.push({ ...plain, type: 'bind', source: path, destination, readOnly });
  }

  #cacheName(mount: RunMount): string {
    return mount.id || this.#target(mount);
  }

  /** In one order for all commands: who waits for a locked cache holds none that comes after it. @throws Error */
  async takeCaches(mounts: readonly RunMount[]): Promise<void> {
    const caches = new Map(mounts.filter(({ type }) => type === 'cache').map((mount) => [this.#cacheName(mount), mount]));
    for (const [name, mount] of [...caches].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { sharing, mode = 0o755, uid = 0, gid = 0, from } = mount;
      const cache = await takeCacheDirectory(this.#sys, { name, sharing, mode, uid, gid }, this.#build.output.cancelled);
      this.#caches.set(name, cache);
      if (cache.isNew && from !== '') await this.#fill(cache.directory, mount);
    }
  }

  #cache(mount: RunMount): void {
    const { directory } = this.#caches.get(this.#cacheName(mount)) as CacheDirectory;
    this.#points.push({ ...plain, type: 'bind', source: directory, destination: this.#target(mount), readOnly: mount.readOnly });
  }

  /** What a new cache directory begins with. */
  async #fill(directory: string, { from, source }: RunMount): Promise<void> {
    const image = await imageOf(this.#build, from);
    await withWorkLayer(this.#build.images.store, { image, isSeen: true }, ({ view }) =>
      putTree(this.#sys, view, { pack: [`path=${cleanPath(`/${source}`)}`, 'follow', 'contents'] }, { root: directory, steps: [] }, { owner: null, mode: '' }),
    );
  }

  #secret(mount: RunMount): void {
    const { secrets } = this.#build;
    const { source, target, env, required, mode = 0o400, uid = 0, gid = 0 } = mount;
    const id = source || mount.id || baseName(target);
    const path = secrets.path(id);
    if (path === undefined) {
      if (required) throw new Error(`secret ${id}: not found`);
      return;
    }
    if (env !== undefined) this.#variables.push({ name: env, path });
    if (env !== undefined && target === '') return;
    const destination = this.#target({ ...mount, target: target || `/run/secrets/${baseName(id)}` });
    const copy = secrets.copy(path, mode, uid, gid);
    this.#files.add(copy);
    this.#points.push({ ...plain, type: 'bind', source: copy, destination, readOnly: true });
  }
}

/** @throws InstructionError with BuildKit's texts */
export function parseMounts(build: Build, state: StageState, run: Run): readonly RunMount[] {
  const variables = variablesOf(state);
  return run.mounts.map((text) => parseMount(text, (value) => expandWord(value, variables, build.escape)));
}

/** What a mount shows, for the build cache: a context's files by their content, an image's by its layers. Secrets and caches are no part of it. */
async function contentOf(build: Build, { type, from, source }: RunMount): Promise<string> {
  if (type !== 'bind') return '';
  if (from !== '') return (await imageOf(build, from))?.layers.at(-1) ?? '';
  const view = { root: build.context.directory, steps: [] };
  return sumOf(build.engine.sys, view, cleanPath(`/${source}`), build.context).catch(() => '');
}

/** What a RUN is done with besides its command; empty: nothing. @throws Error */
export async function runOptionsOf(build: Build, { network, devices }: Run, mounts: readonly RunMount[]): Promise<string> {
  if (mounts.length === 0 && devices.length === 0 && (network === '' || network === 'default')) return '';
  const contents: string[] = [];
  for (const mount of mounts) contents.push(await contentOf(build, mount));
  return build.engine.sys.hashing.sha256(JSON.stringify([network, devices, mounts, contents]));
}

/** @throws Error with BuildKit's texts; nothing is held then */
export async function takeMounts(build: Build, state: StageState, mounts: readonly RunMount[]): Promise<RunMounts> {
  const making = new MountsInMaking(build, state.config.WorkingDir ?? '/');
  try {
    await making.takeCaches(mounts);
    for (const mount of mounts) await making.add(mount);
  } catch (error) {
    making.release();
    throw error;
  }
  return making.made();
}
