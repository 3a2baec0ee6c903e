/** FROM, and the images that COPY --from names. */
import { expandWord } from '../../wire/dockerfile/expand.ts';
import type { From } from '../../wire/dockerfile/instruction.ts';
import { withDefaultTag } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import { progressTo } from '../images/progress.ts';
import { findImage, parse } from '../images/resolve.ts';
import type { StoredImage } from '../images/store.ts';
import type { BuildArgs } from './args.ts';
import type { Build, StageInBuild } from './state.ts';

/** Docker's architectures, and other names of them. */
const architectures: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64', 'mips64le', 'ppc64le', 'riscv64', 's390x'].map((name) => [name, name])),
  i386: '386',
  x86: '386',
  x86_64: 'amd64',
  aarch64: 'arm64',
};

/** @throws Error with Docker's texts */
function checkPlatform(platform: string, image: string): void {
  if (platform === '') return;
  const [os = '', architecture = os === 'linux' ? '386' : ''] = platform.split('/');
  if (os !== 'linux' || architectures[architecture] === undefined)
    throw new Error(`failed to parse platform ${platform}: ${JSON.stringify(os)}: unknown operating system or architecture: invalid argument`);
  if (architectures[architecture] !== '386')
    throw new Error(`image with reference ${image} was found but does not provide the specified platform (${platform})`);
}

/** An image of this machine, or of a registry. @throws DaemonError */
async function localOrPulled(build: Build, name: string): Promise<StoredImage> {
  const { store, pull } = build.images;
  const reference = (): ReturnType<typeof parse> => withDefaultTag(parse(name));
  try {
    if (!build.options.pull || /^(sha256:)?[0-9a-f]{64}$/.test(name)) return findImage(store, name);
  } catch (error) {
    if (!(error instanceof DaemonError) || error.kind !== 'not-found') throw error;
  }
  const progress = progressTo((text) => build.output.send(text));
  await pull(reference(), progress, build.options.credentials(reference().domain));
  return findImage(store, name);
}

/** Waits for a stage. `null`: it is nothing but `scratch`. */
async function resultOf({ images }: Build, { done }: StageInBuild): Promise<StoredImage | null> {
  const id = await done;
  return id === '' ? null : images.store.get(id);
}

/** A stage by its name or number, or an image. @throws Error with Docker's texts */
export async function imageOf(build: Build, name: string): Promise<StoredImage | null> {
  const { stages } = build;
  const number = /^\d+$/.test(name) ? Number(name) : -1;
  if (number === stages.length) throw new Error('refers to current build stage');
  if (number > stages.length) throw new Error('index out of bounds');
  const stage = stages[number] ?? stages.find((candidate) => candidate.name === name.toLowerCase());
  return stage ? resultOf(build, stage) : localOrPulled(build, name);
}

/** What a stage begins with; `null` is `scratch`. @throws Error with Docker's texts */
export async function baseImage(build: Build, from: From, args: BuildArgs): Promise<StoredImage | null> {
  const globals = args.globals();
  const name = expandWord(from.image, globals, build.escape);
  if (name === '') throw new Error(`base name (${from.image}) should not be blank`);
  checkPlatform(expandWord(from.platform, globals, build.escape) || build.options.platform, name);
  const stage = build.stages.find((candidate) => candidate.name !== '' && candidate.name === name.toLowerCase());
  if (stage) return resultOf(build, stage);
  return name === 'scratch' ? null : localOrPulled(build, name);
}
