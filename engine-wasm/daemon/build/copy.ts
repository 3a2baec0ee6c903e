/** COPY and ADD. */
import type { Copy } from '../../wire/dockerfile/instruction.ts';
import type { View } from '../archive/view.ts';
import { readLayerFile } from '../containers/layer-file.ts';
import { commentConfig, commitStep, useCache } from './commit-step.ts';
import { imageOf } from './from.ts';
import { check, expand, withSources, type Expanded } from './gather.ts';
import { findOwner } from './owner.ts';
import type { Owner } from '../archive/put.ts';
import { putSource } from './put-source.ts';
import type { Source } from './sources.ts';
import type { Build, StageState } from './state.ts';
import { withWorkLayer } from './work-layer.ts';

function hashOf(build: Build, sources: readonly Source[]): string {
  const [only] = sources;
  if (sources.length === 1 && only) return only.hash;
  return `multi:${build.engine.sys.hashing.sha256(sources.map(({ hash }) => hash).join(','))}`;
}

/** The instruction as history has it: what made the files as they are, and what they are. */
function commentOf({ kind, link, parents, unpack }: Copy, { chown, chmod, destination }: Expanded, hash: string): string {
  const flags = [
    link && '--link',
    parents && '--parents',
    unpack !== undefined && `--unpack=${unpack}`,
    chown && `--chown=${chown}`,
    chmod && `--chmod=${chmod}`,
  ];
  return `#(nop) ${[kind.toUpperCase(), ...flags.filter((flag) => typeof flag === 'string' && flag !== ''), hash].join(' ')} in ${destination} `;
}

/** By names of the image that is written to; with `--link` nothing of it may be read. @throws Error with Docker's texts */
function ownerOf({ images: { store } }: Build, { image }: StageState, { link, from }: Copy, chown: string): Owner | null {
  if (chown === '') return from === '' ? { uid: 0, gid: 0 } : null;
  const lowerDirs = link ? [] : (image?.layers ?? []).map((chainId) => store.layers.shortPath(chainId)).reverse();
  return findOwner(chown, (path) => readLayerFile(store.sys.files, lowerDirs, path));
}

/** Absolute; a slash at its end says that it is a directory. */
function absolute(destination: string, { WorkingDir = '' }: StageState['config']): string {
  const path = destination.startsWith('/') ? destination : `${WorkingDir}/${destination}`;
  return /(^|\/)\.?$/.test(destination) ? `${path}/` : path;
}

async function place(build: Build, state: StageState, command: Copy, expanded: Expanded, sources: readonly Source[]): Promise<void> {
  const { sys } = build.engine;
  const { destination, chown, chmod } = expanded;
  const name = command.kind.toUpperCase();
  if (sources.length > 1 && !destination.endsWith('/'))
    throw new Error(`When using ${name} with more than one source file, the destination must be a directory and end with a /`);
  const made = commentConfig(state, commentOf(command, expanded, hashOf(build, sources)));
  if (await useCache(build, state, made)) return;
  const options = { owner: ownerOf(build, state, command, chown), mode: chmod };
  const target = absolute(destination, state.config);
  const diffId = await withWorkLayer(build.images.store, { image: state.image, isSeen: !command.link }, async (layer) => {
    for (const source of sources) {
      const unpacks = command.unpack ?? (command.kind === 'add' && source.isRemote !== true);
      await putSource(sys, source, { view: layer.view, destination: target, options, unpacks }).catch((error: unknown) => {
        throw new Error(`failed to copy files: ${(error as Error).message}`);
      });
    }
    return layer.commit();
  });
  commitStep(build, state, made, diffId);
}

async function copyFrom(build: Build, state: StageState, command: Copy, view: View): Promise<void> {
  const expanded = expand(build, state, command);
  check(command, expanded);
  await withSources(build, state, { command, view, expanded }, (sources) => place(build, state, command, expanded, sources));
}

/** @throws Error with Docker's texts */
export async function copyStep(build: Build, state: StageState, command: Copy): Promise<void> {
  if (!command.from) return copyFrom(build, state, command, { root: build.context.directory, steps: [] });
  const image = await imageOf(build, command.from).catch((error: unknown) => {
    throw new Error(`invalid from flag value ${command.from}: ${(error as Error).message}`);
  });
  await withWorkLayer(build.images.store, { image, isSeen: true }, ({ view }) => copyFrom(build, state, command, view));
}
