import type { ContainerSummary } from '../../../engine-wasm/api/containers.ts';
import type { DockerClient } from './client.ts';
import { boolean, listOf, record, text } from './shape.ts';

const isContainerList = listOf(record({ Id: text, Names: listOf(text), Image: text, ImageID: text, State: text, Status: text, Command: text }));

/** What can be asked of a container by a POST of its own name. */
export type ContainerVerb = 'start' | 'stop' | 'restart' | 'pause' | 'unpause' | 'kill';

export function listContainers(docker: DockerClient): Promise<ContainerSummary[]> {
  return docker.json<ContainerSummary[]>('/containers/json', { all: 1 }, isContainerList);
}

/** Containers that run and use one of these volumes. */
export function runningWithVolumes(docker: DockerClient, names: readonly string[]): Promise<ContainerSummary[]> {
  return docker.json<ContainerSummary[]>('/containers/json', { filters: JSON.stringify({ volume: names }) }, isContainerList);
}

export async function tellContainer(docker: DockerClient, id: string, verb: ContainerVerb): Promise<void> {
  await docker.text('POST', `/containers/${id}/${verb}`);
}

export async function removeContainer(docker: DockerClient, id: string, force: boolean): Promise<void> {
  await docker.text('DELETE', `/containers/${id}`, { force: force ? 1 : 0, v: 1 });
}

export function inspectContainer(docker: DockerClient, id: string): Promise<{ readonly Config: { readonly Tty: boolean } }> {
  return docker.json(`/containers/${id}/json`, {}, record({ Config: record({ Tty: boolean }) }));
}

/** The last 2,000 lines, then live. Framed unless the container has a terminal. */
export function followLogs(docker: DockerClient, id: string, signal: AbortSignal): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
  return docker.bytes(`/containers/${id}/logs`, { stdout: 1, stderr: 1, follow: 1, tail: 2000 }, signal);
}
