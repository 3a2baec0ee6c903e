import { isRunning, overlayOf, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { S_IFDIR, S_IFMT } from '../../sys/constants.ts';
import { bindSteps } from '../runtime/rootfs-steps.ts';
import { overlayMount, privateMounts, type View } from './view.ts';

/** The container's own files, without volumes: what `export` gives. A running container has them mounted already. */
export function rootOf(container: Container): View {
  const directory = overlayOf(container);
  return { root: `${directory}/merged`, steps: isRunning(container) ? [] : [privateMounts, overlayMount(directory, container.lowerDirs)] };
}

/** With its volumes and binds, which a running container has mounted where nobody outside sees them. */
export function filesOf({ sys }: Engine, container: Container): View {
  const { root, steps } = rootOf(container);
  const isDirectory = (path: string): boolean => (sys.files.stat(path).mode & S_IFMT) === S_IFDIR;
  const points = container.mounts.filter(({ type }) => type !== 'tmpfs');
  const binds = bindSteps(root, points, isDirectory);
  return { root, steps: steps.length === 0 && binds.length > 0 ? [privateMounts, ...binds] : [...steps, ...binds] };
}
