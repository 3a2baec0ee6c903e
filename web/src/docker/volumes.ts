import type { Volume } from '../../../engine-wasm/api/volumes.ts';
import type { DockerClient } from './client.ts';
import { listOf, orNull, record, text } from './shape.ts';

const isVolumeList = record({ Volumes: orNull(listOf(record({ Name: text, Mountpoint: text }))) });

export async function listVolumes(docker: DockerClient): Promise<readonly Volume[]> {
  return (await docker.json<{ readonly Volumes: readonly Volume[] | null }>('/volumes', {}, isVolumeList)).Volumes ?? [];
}

/** One that is there already is left as it is. */
export function createVolume(docker: DockerClient, name: string, labels: Volume['Labels'] = null): Promise<Volume> {
  return docker.post('/volumes/create', {}, { Name: name, ...(labels && { Labels: labels }) });
}

export async function removeVolume(docker: DockerClient, name: string): Promise<void> {
  await docker.text('DELETE', `/volumes/${encodeURIComponent(name)}`);
}
