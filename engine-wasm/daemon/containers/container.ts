/** A container as the daemon keeps it, and the predicates of what may happen to it in which state. */
import type { ContainerConfig, HostConfig } from '../../api/containers.ts';
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
export const logOf = (container: Container): string => `${directoryOf(container)}/${container.id}-json.log`;

export const isRunning = ({ state }: Container): boolean => state.status === 'running' || state.status === 'paused';
export const isPaused = ({ state }: Container): boolean => state.status === 'paused';

/** `docker ps`'s word for a time span (docker/go-units HumanDuration). */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}

/** The STATUS column. */
export function statusText({ state }: Container, now: number): string {
  const since = (time: string): string => humanDuration(now - Date.parse(time));
  if (state.restarting) return `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`;
  switch (state.status) {
    case 'created':
      return 'Created';
    case 'running':
      return `Up ${since(state.startedAt)}`;
    case 'paused':
      return `Up ${since(state.startedAt)} (Paused)`;
    case 'exited':
      return `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`;
  }
}
