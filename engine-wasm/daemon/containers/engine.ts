/** What the verbs work on: the daemon's parts, as main.ts wires them. Each verb is a file beside this one. */
import type { ContainerConfig } from '../../api/containers.ts';
import type { Sys } from '../../sys/sys.ts';
import type { Exec } from '../exec/exec.ts';
import type { Networks } from '../networks/networks.ts';
import type { PortAllocator } from '../networks/ports.ts';
import type { Resolver } from '../networks/resolver.ts';
import type { MonitorTask } from '../runtime/monitor-task.ts';
import type { Events } from '../system/events.ts';
import type { Stepper } from '../trace/stepper.ts';
import type { Trace } from '../trace/trace.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { Container } from './container.ts';
import type { ContainerStore } from './store.ts';

export interface ImageForContainer {
  readonly id: string;
  readonly config: ContainerConfig;
  /** Topmost first. */
  readonly lowerDirs: readonly string[];
}

export interface ImagesForContainers {
  /** By name, id or unique prefix. @throws DaemonError not-found with Docker's text */
  resolve(reference: string): ImageForContainer;
  /** A container is gone: images that were removed while it used them may go now. */
  releaseUnused(): void;
}

/** Who waits for a container: woken with its exit code. */
export interface Waiters {
  /** At the next end of the process. */
  readonly exit: Set<(code: number) => void>;
  readonly removed: Set<(code: number) => void>;
}

export interface Engine {
  readonly sys: Sys;
  readonly containers: ContainerStore;
  readonly images: ImagesForContainers;
  readonly networks: Networks;
  readonly ports: PortAllocator;
  readonly resolver: Resolver;
  readonly volumes: Volumes;
  readonly events: Events;
  readonly trace: Trace;
  readonly stepper: Stepper;
  /** Containers whose start is under way and has no task yet, by id. */
  readonly starting: Set<string>;
  /** Running containers, and those whose monitor waits for their start, by id. */
  readonly tasks: Map<string, MonitorTask>;
  readonly waiters: Map<string, Waiters>;
  /** Execs by id, of which the ended ones are kept for a while to be asked about. */
  readonly execs: Map<string, Exec>;
  /** Containers whose health is looked after, by id: what ends that. */
  readonly healthChecks: Map<string, () => void>;
  /** Attaches that came before the start, by container id. */
  readonly attachments: Map<string, ((task: MonitorTask) => void)[]>;
  attributesOf(container: Container): Record<string, string>;
}

export function waitersOf(engine: Engine, id: string): Waiters {
  let waiters = engine.waiters.get(id);
  if (!waiters) engine.waiters.set(id, (waiters = { exit: new Set(), removed: new Set() }));
  return waiters;
}

export function wake(waiting: Set<(code: number) => void>, code: number): void {
  const all = [...waiting];
  waiting.clear();
  for (const resolve of all) resolve(code);
}
