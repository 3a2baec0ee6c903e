import type { ImageSummary } from '../../../engine-wasm/api/images.ts';
import { DockerError, type DockerClient } from './client.ts';
import { listOf, number, record, text } from './shape.ts';

const isImageList = listOf(record({ Id: text, RepoTags: listOf(text), Size: number }));

/** One line of a pull's progress. Docker Engine API, "Create an image". */
export interface PullMessage {
  readonly id?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
}

/** Name and tag as `POST /images/create` takes them; without a tag it is `latest`. A digest stays with the name. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  if (reference.includes('@')) return { name: reference, tag: '' };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { name: reference, tag: 'latest' };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

export function listImages(docker: DockerClient): Promise<ImageSummary[]> {
  return docker.json<ImageSummary[]>('/images/json', {}, isImageList);
}

/** @throws DockerError also when the pull fails half-way. */
export async function pullImage(docker: DockerClient, reference: string, onMessage: (message: PullMessage) => void, signal: AbortSignal): Promise<void> {
  const { name, tag } = splitReference(reference);
  for await (const message of await docker.stream<PullMessage>('POST', '/images/create', { fromImage: name, tag }, signal)) {
    if (message.error) throw new DockerError(500, message.error);
    onMessage(message);
  }
}

export async function removeImage(docker: DockerClient, reference: string, force: boolean): Promise<void> {
  await docker.text('DELETE', `/images/${reference}`, { force: force ? 1 : 0 });
}
