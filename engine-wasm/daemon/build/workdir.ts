/** WORKDIR makes its directory when it is missing. */
import type { Command } from '../../wire/dockerfile/instruction.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import { emptyDiffId } from '../images/add-layer.ts';
import { commentConfig, commitStep, useCache } from './commit-step.ts';
import { putDirectory } from '../archive/put.ts';
import { applyCommand, type ConfigCommand } from './run-config.ts';
import { variablesOf, type Build, type StageState } from './state.ts';
import { createStepContainer } from './step-container.ts';
import { withWorkLayer } from './work-layer.ts';

/** The diff id of the layer with the directory; that of nothing when it is there. @throws Error */
function makeDirectory({ engine, images }: Build, state: StageState): Promise<string> {
  const path = state.config.WorkingDir as string;
  return withWorkLayer(images.store, { image: state.image, isSeen: true }, async (layer) => {
    const there = path === '/' ? null : await statIn(engine.sys, layer.view, `${path}/.`);
    if (path === '/' || (there && isDirectory(there))) return emptyDiffId;
    if (await statIn(engine.sys, layer.view, path)) throw new Error(`Cannot mkdir: ${path} is not a directory`);
    await putDirectory(engine.sys, path, layer.view, { uid: 0, gid: 0 });
    return layer.commit();
  });
}

export async function workdirStep(build: Build, state: StageState, command: Command & { readonly kind: 'workdir' }): Promise<void> {
  const comment = applyCommand(state, command as ConfigCommand, variablesOf(state), build.escape);
  const made = commentConfig(state, `#(nop) ${comment}`);
  if (await useCache(build, state, made)) return;
  const container = await createStepContainer(build, state, made);
  commitStep(build, state, made, await makeDirectory(build, state), container);
}
