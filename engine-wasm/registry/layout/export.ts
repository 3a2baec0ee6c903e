/**
 * What was pushed to a hub, as an image layout in a tar archive (OCI Image Specification 1.1, "Image Layout"): other tools read it, and
 * another hub takes it in. Accounts are not in it: passwords stay where they are.
 */
import { packTar } from 'modern-tar';
import type { Catalog } from '../catalog.ts';
import { blobPath, type Descriptor } from '../content.ts';
import { joined } from '../digest.ts';
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

/** POSIX.1-2017, "ustar Interchange Format": two blocks of zeros end an archive. */
const tarEnd = new Uint8Array(1024);

async function entry(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const archive = await packTar([{ header: { name, size: bytes.length, type: 'file', mode: 0o644 }, body: bytes }]);
  return archive.subarray(0, archive.length - tarEnd.length);
}

function jsonEntry(name: string, value: object): Promise<Uint8Array> {
  return entry(name, new TextEncoder().encode(JSON.stringify(value)));
}

/** The archive, piece by piece: a blob at a time is in memory. */
export async function* exportLayout(catalog: Catalog): AsyncGenerator<Uint8Array, void, undefined> {
  const { repositories } = await catalog.storage.state();
  yield jsonEntry('oci-layout', { imageLayoutVersion: '1.0.0' });
  const manifests = Object.entries(repositories).flatMap(([name, repository]) => descriptorsOf(name, repository));
  yield jsonEntry('index.json', { schemaVersion: 2, mediaType: indexType, manifests });
  const blobs = new Map(Object.values(repositories).flatMap((repository) => Object.entries(repository.blobs)));
  for (const [digest, size] of blobs) yield entry(blobPath(digest), await joined(catalog.read(digest, 0, size), size));
  yield tarEnd;
}
