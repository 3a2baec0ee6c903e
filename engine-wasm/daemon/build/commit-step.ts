/** The end of a step: an image of what it made, or one of the cache instead of the step. */
import { addImage, type ImageRunConfig } from '../images/new-image.ts';
import { emptyDiffId } from '../images/add-layer.ts';
import type { Container } from '../containers/container.ts';
import { shellOf } from './run-config.ts';
import { moveTo, type Build, type StageState } from './state.ts';
import { createStepContainer } from './step-container.ts';

/** The configuration that says which instruction made an image that no command made. */
export function commentConfig({ config }: StageState, ...comment: readonly string[]): ImageRunConfig {
  return { ...config, Cmd: [...shellOf(config), ...comment] };
}

/** Whether the step was done before: then its image is there, and it need not be done again. */
export async function useCache(build: Build, state: StageState, made: ImageRunConfig): Promise<boolean> {
  const found = state.cache.find(state.image?.id, made);
  if (found === undefined) return false;
  await build.output.stdout(' ---> Using cache\n');
  moveTo(build, state, found);
  state.isCached = true;
  return true;
}

export function commitStep(build: Build, state: StageState, made: ImageRunConfig, diffId: string, container?: Container): void {
  const id = addImage(build.images.store, {
    parent: state.image,
    diffId,
    config: { ...state.config, Hostname: '', Domainname: '' },
    containerConfig: container ? { ...made, Hostname: container.id.slice(0, 12) } : made,
    ...(container && { container: container.id }),
    author: state.author,
  });
  moveTo(build, state, id);
}

/** An instruction that changes nothing but the configuration. */
export async function commitConfig(build: Build, state: StageState, comment: string): Promise<void> {
  const made = commentConfig(state, '#(nop) ', comment);
  if (await useCache(build, state, made)) return;
  const container = await createStepContainer(build, state, made);
  commitStep(build, state, made, emptyDiffId, container);
}
