import { findUser, type User } from '../runtime/users.ts';
import { overlayOf, type Container } from './container.ts';
import type { Engine } from './engine.ts';

/** A file of the container's root as its layers have it, without mounting anything. */
function readFromLayers({ sys }: Engine, container: Container, path: string): string {
  for (const layer of [`${overlayOf(container)}/diff`, ...container.lowerDirs]) {
    if (sys.files.exists(`${layer}${path}`)) return sys.files.readText(`${layer}${path}`);
  }
  return '';
}

/** Who `spec` is in this container. @throws DaemonError with Docker's texts */
export function userOf(engine: Engine, container: Container, spec: string): User {
  return findUser(spec, readFromLayers(engine, container, '/etc/passwd'), readFromLayers(engine, container, '/etc/group'), container.host.GroupAdd ?? []);
}
