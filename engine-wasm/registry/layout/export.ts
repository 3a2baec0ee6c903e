/**
 * What was pushed to a hub, as an image layout in a tar archive (OCI Image Specification 1.1, "Image Layout"): other tools read it, and
 * another hub takes it in. Accounts are not in it: passwords stay where they are.
 */
import { createTarPacker } from 'modern-tar';
import type { Catalog } from '../catalog.ts';
import { blobPath, type Descriptor } from '../content.ts';
import { indexType } from '../pull.ts';
import type { PushedRepository } from '../storage/storage.ts';
import { annotation } from './annotations.ts';

function describe(name: string, repository: PushedRepository, digest: string, tag?: string): Descriptor {
  const { manifests, blobs, description } = repository;
  return {
    mediaType: manifests[digest] as string,
    digest,
    size: blobs[digest] as number,
    annotations: {
      ...(tag !== undefined && { [annotation.name]: `${name}:${tag}` }),
      [annotation.repository]: name,
      ...(repository.private && { [annotation.private]: 'true' }),
      ...(description && { [annotation.description]: description }),
    },
  };
}

function descriptorsOf(name: string, repository: PushedRepository): Descriptor[] {
  const tagged = Object.entries(repository.tags).map(([tag, digest]) => describe(name, repository, digest, tag));
  const named = new Set(Object.values(repository.tags));
  const others = Object.keys(repository.manifests).filter((digest) => !named.has(digest));
  return [...tagged, ...others.map((digest) => describe(name, repository, digest))];
}

type Add = (name: string, size: number, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => Promise<void>;

async function writeLayout(catalog: Catalog, add: Add): Promise<void> {
  const { repositories } = await catalog.storage.state();
  const text = async (name: string, value: object): Promise<void> => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    await add(name, bytes.length, [bytes]);
  };
  await text('oci-layout', { imageLayoutVersion: '1.0.0' });
  const manifests = Object.entries(repositories).flatMap(([name, repository]) => descriptorsOf(name, repository));
  await text('index.json', { schemaVersion: 2, mediaType: indexType, manifests });
  const blobs = new Map(Object.values(repositories).flatMap((repository) => Object.entries(repository.blobs)));
  for (const [digest, size] of blobs) await add(blobPath(digest), size, catalog.read(digest, 0, size));
}

export function exportLayout(catalog: Catalog): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const add: Add = async (name, size, content) => {
    const writer = controller.add({ name, size, type: 'file', mode: 0o644 }).getWriter();
    for await (const part of content) await writer.write(part);
    await writer.close();
  };
  writeLayout(catalog, add).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  return readable;
}
