import { findUser, type User } from '../runtime/users.ts';
import { overlayOf, type Container } from './container.ts';
import type { Engine } from './engine.ts';
import { readLayerFile } from './layer-file.ts';

/** Who `spec` is in this container. @throws DaemonError with Docker's texts */
export function userOf(engine: Engine, container: Container, spec: string): User {
  const read = (path: string): string => readLayerFile(engine.sys.files, [`${overlayOf(container)}/diff`, ...container.lowerDirs], path);
  return findUser(spec, read('/etc/passwd'), read('/etc/group'), container.host.GroupAdd ?? []);
}
