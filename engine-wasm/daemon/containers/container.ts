/** A container as the daemon keeps it, and the predicates of what may happen to it in which state. */
import type { ContainerConfig, Health, HostConfig } from '../../api/containers.ts';
import { humanDuration } from '../../wire/duration.ts';
import type { Connection } from '../networks/connection.ts';
import type { PortMapping } from '../networks/ports.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';

export interface ContainerState {
  status: 'created' | 'running' | 'paused' | 'exited';
  restarting: boolean;
  pid: number;
  exitCode: number;
  error: string;
  oomKilled: boolean;
  startedAt: string;
  finishedAt: string;
  /** Of containers that have a health check, from their first start on. */
  health?: Health;
}

/** What is saved; everything else follows from it. */
export interface Container {
  readonly id: string;
  name: string;
  /** RFC 3339. */
  readonly created: string;
  /** The image's configuration with the request's on top. */
  config: ContainerConfig;
  host: HostConfig;
  readonly imageId: string;
  readonly argv: readonly string[];
  /** Topmost first. */
  readonly lowerDirs: readonly string[];
  readonly mounts: readonly MountPoint[];
  /** The networks it is on, the first of them that of its network mode. */
  connections: readonly Connection[];
  /** While it runs. */
  published: readonly PortMapping[];
  restartCount: number;
  /** Stopped by request: no restart policy brings it back. */
  stoppedByUser: boolean;
  readonly state: ContainerState;
}

export const zeroTime = '0001-01-01T00:00:00Z';
const root = '/var/lib/docker';

export const directoryOf = ({ id }: Container): string => `${root}/containers/${id}`;
export const overlayOf = ({ id }: Container): string => `${root}/overlay2/${id}`;
export const mergedOf = (container: Container): string => `${overlayOf(container)}/merged`;
export const logOf = (container: Container): string => `${directoryOf(container)}/${container.id}-json.log`;

export const isRunning = ({ state }: Container): boolean => state.status === 'running' || state.status === 'paused';
export const isPaused = ({ state }: Container): boolean => state.status === 'paused';

/** The state as the API names it. */
export const stateWord = ({ state }: Container): string => (state.restarting ? 'restarting' : state.status);

function healthText({ health }: ContainerState): string {
  if (!health) return '';
  return health.Status === 'starting' ? ' (health: starting)' : ` (${health.Status})`;
}

/** The STATUS column. */
export function statusText({ state }: Container, now: number): string {
  const since = (time: string): string => humanDuration(now - Date.parse(time));
  if (state.restarting) return `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`;
  switch (state.status) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${since(state.startedAt)}${healthText(state)}`;
    case 'paused':
      return `Up ${since(state.startedAt)} (Paused)`;
    case 'exited':
      return `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`;
  }
}
