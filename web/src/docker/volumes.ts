import type { Volume } from '../../../engine-wasm/api/volumes.ts';
import type { DockerClient } from './client.ts';
import { listOf, orNull, record, text } from './shape.ts';

const isVolumeList = record({ Volumes: orNull(listOf(record({ Name: text, Mountpoint: text }))) });

export async function listVolumes(docker: DockerClient): Promise<readonly Volume[]> {
  return (await docker.json<{ readonly Volumes: readonly Volume[] | null }>('/volumes', {}, isVolumeList)).Volumes ?? [];
}

export async function createVolume(docker: DockerClient, name: string): Promise<void> {
  await docker.post('/volumes/create', {}, { Name: name });
}

export async function removeVolume(docker: DockerClient, name: string): Promise<void> {
  await docker.text('DELETE', `/volumes/${encodeURIComponent(name)}`);
}
