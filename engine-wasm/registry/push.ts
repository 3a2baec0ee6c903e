/** OCI Distribution Specification 1.1, "Pushing Manifests" and "Content Management": what changes a repository, but for blob uploads. */
import { empty, failure, type Answer } from './answer.ts';
import type { Catalog } from './catalog.ts';
import type { Descriptor } from './content.ts';
import { digestOf } from './digest.ts';
import { digestForm, tagForm } from './forms.ts';
import { readManifest, requireReferences, type PushedManifest } from './manifest.ts';
import type { HubRequest } from './request.ts';
import type { PushedRepository } from './storage/storage.ts';

type Referrers = Readonly<Record<string, readonly Descriptor[]>>;

function withReferrer(referrers: Referrers, digest: string, { mediaType, bytes, subject, artifactType, annotations }: PushedManifest): Referrers {
  if (subject === undefined) return referrers;
  const others = (referrers[subject] ?? []).filter((other) => other.digest !== digest);
  const referrer: Descriptor = {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations && { annotations }),
  };
  return { ...referrers, [subject]: [...others, referrer] };
}

export function withManifest(repository: PushedRepository, digest: string, tag: string | null, manifest: PushedManifest): PushedRepository {
  requireReferences(manifest, repository);
  return {
    ...repository,
    updated: new Date().toISOString(),
    tags: tag === null ? repository.tags : { ...repository.tags, [tag]: digest },
    manifests: { ...repository.manifests, [digest]: manifest.mediaType },
    blobs: { ...repository.blobs, [digest]: manifest.bytes.length },
    references: { ...repository.references, [digest]: manifest.refersTo },
    referrers: withReferrer(repository.referrers ?? {}, digest, manifest),
  };
}

/** @throws Failure */
export async function putManifest(catalog: Catalog, name: string, reference: string, { headers, body }: HubRequest): Promise<Answer> {
  const isDigest = reference.includes(':');
  if (isDigest ? !digestForm.test(reference) : !tagForm.test(reference)) throw failure(isDigest ? 'DIGEST_INVALID' : 'TAG_INVALID', reference);
  const manifest = await readManifest(headers.get('content-type'), body);
  const digest = await digestOf(manifest.bytes);
  if (isDigest && digest !== reference) throw failure('DIGEST_INVALID', reference);
  const writer = catalog.storage.create();
  await writer.write(manifest.bytes);
  await writer.close();
  try {
    await catalog.change(name, (repository) => withManifest(repository, digest, isDigest ? null : reference, manifest), { digest, file: writer.name });
  } catch (error) {
    await catalog.storage.remove(writer.name);
    throw error;
  }
  return empty(201, [
    ['Location', `/v2/${name}/manifests/${digest}`],
    ['Docker-Content-Digest', digest],
    ...(manifest.subject === undefined ? [] : [['OCI-Subject', manifest.subject] as const]),
  ]);
}

function without<T>(record: Readonly<Record<string, T>>, unwanted: (key: string, value: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => !unwanted(key, value)));
}

/** With a manifest go its tags, and the blobs that no other manifest of the repository refers to. */
function withoutManifest(repository: PushedRepository, digest: string): PushedRepository {
  const references = without(repository.references, (key) => key === digest);
  const needed = new Set([...Object.keys(references), ...Object.values(references).flat()]);
  const mayGo = new Set([digest, ...(repository.references[digest] ?? [])]);
  const referrers = Object.entries(repository.referrers ?? {}).map(
    ([subject, all]) => [subject, all.filter((referrer) => referrer.digest !== digest)] as const,
  );
  return {
    ...repository,
    tags: without(repository.tags, (_, target) => target === digest),
    manifests: without(repository.manifests, (key) => key === digest),
    blobs: without(repository.blobs, (key) => mayGo.has(key) && !needed.has(key)),
    references,
    referrers: Object.fromEntries(referrers.filter(([, all]) => all.length > 0)),
  };
}

/** By digest the manifest goes, by tag only the tag. @throws Failure */
export async function deleteManifest(catalog: Catalog, name: string, reference: string): Promise<Answer> {
  await catalog.change(name, (repository) => {
    if (Object.hasOwn(repository.tags, reference)) return { ...repository, tags: without(repository.tags, (tag) => tag === reference) };
    if (!Object.hasOwn(repository.manifests, reference)) throw failure('MANIFEST_UNKNOWN', `unknown tag=${reference}`);
    return withoutManifest(repository, reference);
  });
  return empty(202);
}

/** @throws Failure */
export async function deleteBlob(catalog: Catalog, name: string, digest: string): Promise<Answer> {
  if (!digestForm.test(digest)) throw failure('DIGEST_INVALID', digest);
  await catalog.change(name, (repository) => {
    if (!Object.hasOwn(repository.blobs, digest)) throw failure('BLOB_UNKNOWN', { digest });
    return { ...repository, blobs: without(repository.blobs, (key) => key === digest) };
  });
  return empty(202);
}
