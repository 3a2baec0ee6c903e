/** The container of a step: made, and taken away when the step is done. */
import type { ContainerConfig, HostConfig } from '../../api/containers.ts';
import type { Container } from '../containers/container.ts';
import { createFrom } from '../containers/create.ts';
import { removeOnRequest } from '../containers/remove.ts';
import { resolveForRun } from '../images/resolve.ts';
import { shortId, type Build, type StageState } from './state.ts';

const scratch = { id: '', config: {}, lowerDirs: [] };

export async function createStepContainer(build: Build, state: StageState, config: ContainerConfig, host: HostConfig = {}): Promise<Container> {
  const image = state.image ? resolveForRun(build.images.store, state.image.id) : scratch;
  // The step has a configuration of its own: nothing of the image's is added to it.
  const container = createFrom(build.engine, { ...image, config: {} }, { ...config, HostConfig: { ...build.options.host, ...host } }, '');
  build.containers.add(container.id);
  await build.output.stdout(` ---> Running in ${shortId(container.id)}\n`);
  return container;
}

export async function removeStepContainers(build: Build): Promise<void> {
  for (const id of build.containers) {
    const container = build.engine.containers.all().find((candidate) => candidate.id === id);
    if (!container) continue;
    await removeOnRequest(build.engine, container, id, { force: true, volumes: true });
    await build.output.stdout(` ---> Removed intermediate container ${shortId(id)}\n`);
  }
  build.containers.clear();
}
