/**
 * What the container life cycle needs of its neighbours, declared by its consumer. `main.ts` wires the implementations:
 * images/ (the store), runtime/ (plans, monitors, cgroups), networks/, volumes/.
 */
import type { Fd } from '../../sys/sys.ts';
import type { ContainerConfig, HostConfig } from '../../api/containers.ts';

/** An image as a container needs it. */
export interface ImageForRun {
  /** `sha256:…` of the configuration. */
  readonly id: string;
  readonly config: ContainerConfig;
  /** Absolute paths of the layers' directories, topmost first (overlay's `lowerdir` order). */
  readonly lowerDirs: readonly string[];
}

export interface ImagesForContainers {
  /** By reference (`busybox`, `busybox:latest`, `name@sha256:…`), full id or unique id prefix. Throws NotFound with Docker's text. */
  resolve(reference: string): ImageForRun;
}

/** One resolved mount point of a container (binds, volumes, tmpfs), after the image's VOLUMEs are merged in. */
export interface MountPoint {
  readonly type: 'bind' | 'volume' | 'tmpfs';
  /** Volume name; empty for others. */
  readonly name: string;
  /** Absolute directory or file of the machine; empty for tmpfs. */
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  /** tmpfs data (`size=…,mode=…`) or bind propagation. */
  readonly options: string;
}

export interface VolumesForContainers {
  /** Creates what is missing; a new volume is filled from the image's directory at its destination. Returns what to mount. */
  prepare(containerId: string, config: ContainerConfig, host: HostConfig, image: ImageForRun): readonly MountPoint[];
  /** Forgets the container's use; with `removeAnonymous`, its unnamed volumes go too. */
  release(containerId: string, mounts: readonly MountPoint[], removeAnonymous: boolean): void;
}

/** One attachment of a container to a network, with Docker's field meanings (IPv4 only). */
export interface Endpoint {
  readonly networkName: string;
  readonly networkId: string;
  readonly endpointId: string;
  readonly ipAddress: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly macAddress: string;
  /** The machine's end of the veth pair; empty for `host` and `none`. */
  readonly hostInterface: string;
  readonly bridge: string;
}

export interface NetworksForContainers {
  /** Allocates an address on the container's network (`HostConfig.NetworkMode`). Throws NotFound for an unknown network. */
  attach(containerId: string, host: HostConfig): Endpoint | null;
  detach(endpoint: Endpoint): void;
}

/** Everything a task (the running part of a container) is made of; the runtime turns it into a plan. */
export interface TaskSpec {
  readonly id: string;
  readonly hostname: string;
  /** Merged: image configuration with the container's on top. */
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  /** Entrypoint and command, already joined. */
  readonly argv: readonly string[];
  readonly lowerDirs: readonly string[];
  /** `/var/lib/docker/containers/ID`: hostname, hosts, resolv.conf and the log live here. */
  readonly directory: string;
  /** `/var/lib/docker/overlay2/ID`: diff, work, merged. */
  readonly overlayDirectory: string;
  readonly mounts: readonly MountPoint[];
  readonly endpoint: Endpoint | null;
  readonly terminalSize: { readonly rows: number; readonly columns: number };
  /** Attachers whose hand-over the monitor waits for before exec. */
  readonly waitAttach: number;
  /** PID of the container whose namespace is joined, for `container:ID` modes. */
  readonly joinPid: { readonly network?: number; readonly pid?: number; readonly ipc?: number };
}

/** How a process of a container ended. */
export interface ExitRecord {
  readonly code: number;
  readonly oomKilled: boolean;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
}

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Multiplexed frames (no terminal) or raw bytes. */
  readonly framed: boolean;
  readonly detachKeys: Uint8Array;
}

/** A running (or starting) container process, or exec process, with its monitor. */
export interface Task {
  /** 0 until started. */
  readonly pid: number;
  /** Executes the plan. Rejects with a StartFailure when a step fails. */
  start(): Promise<void>;
  /** Resolves when the process has ended, its output is drained and its mounts, cgroup and links are gone. */
  readonly exited: Promise<ExitRecord>;
  signal(number: number): void;
  resize(rows: number, columns: number): void;
  /** Hands the client's socket to the monitor, with input bytes already read. The descriptor is then closed here. */
  attach(client: Fd, options: AttachOptions, pending: Uint8Array): void;
}

/** A start that failed: `message` is Docker's text (`… executable file not found in $PATH: unknown`), `exitCode` 126, 127 or 128. */
export interface StartFailure extends Error {
  readonly kind: 'start-failure';
  readonly exitCode: number;
}

export interface ExecSpec {
  readonly execId: string;
  readonly containerId: string;
  readonly containerPid: number;
  readonly config: ContainerConfig;
  readonly host: HostConfig;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly tty: boolean;
  readonly attachStdin: boolean;
  readonly privileged: boolean;
  readonly terminalSize: { readonly rows: number; readonly columns: number };
  readonly waitAttach: number;
  readonly lowerDirs: readonly string[];
  readonly overlayDirectory: string;
}

/** One line of `docker top`. */
export interface ProcessRow {
  readonly [title: string]: string;
}

export interface Runtime {
  /** Writes bundle, spawns the monitor; nothing of the plan runs before `start`. Attaching is possible at once. */
  create(spec: TaskSpec): Task;
  exec(spec: ExecSpec): Task;
  /** After a restart of dockerd: the task of a container, if its monitor is alive or left an exit record. */
  find(containerId: string): Task | null;
  pause(containerId: string): void;
  resume(containerId: string): void;
  /** Applies changed limits to a running container. */
  update(containerId: string, host: HostConfig): void;
  /** Docker's stats object (one sample) as `GET /containers/ID/stats` has it, without `precpu_stats`. */
  stats(containerId: string): Record<string, unknown>;
  /** All PIDs of the container's cgroup, machine's view. */
  pids(containerId: string): readonly number[];
}
