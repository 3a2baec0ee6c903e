/** OCI Distribution Specification 1.1, "Pull" and "Content Discovery": manifests, blobs, tags, referrers. */
import { failure, json, type Answer } from './answer.ts';
import type { Catalog } from './catalog.ts';
import type { Repository } from './content.ts';
import { digestForm } from './forms.ts';
import { pageOf } from './pages.ts';
import { parseRange, type ByteRange } from './range.ts';
import type { HubRequest } from './request.ts';

export const indexType = 'application/vnd.oci.image.index.v1+json';

/** What older clients do not know, and are not given unless they say that they do, as with Docker's own registry. */
const ociTypes: readonly string[] = [indexType, 'application/vnd.oci.image.manifest.v1+json'];

/** Whether an `Accept` header admits a media type. Without one everything is welcome. */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) return true;
  const types = header.split(',').map((part) => (part.split(';', 1)[0] as string).trim());
  return types.some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}

function content(catalog: Catalog, digest: string, size: number, mediaType: string, range: ByteRange | null): Answer {
  const { start, end } = range ?? { start: 0, end: size };
  const headers: [string, string][] = [
    ['Content-Type', mediaType],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
    ['Accept-Ranges', 'bytes'],
  ];
  if (range) headers.push(['Content-Range', `bytes ${start}-${end - 1}/${size}`]);
  return { status: range ? 206 : 200, headers, length: end - start, body: () => catalog.read(digest, start, end) };
}

/** @throws Failure */
export function getManifest(catalog: Catalog, repository: Repository, reference: string, { headers }: HubRequest): Answer {
  const tagged = Object.hasOwn(repository.tags, reference) ? repository.tags[reference] : undefined;
  const digest = tagged ?? (digestForm.test(reference) ? reference : '');
  const mediaType = repository.manifests[digest];
  const size = repository.blobs[digest];
  if (mediaType === undefined || size === undefined) throw failure('MANIFEST_UNKNOWN', `unknown tag=${reference}`);
  if (ociTypes.includes(mediaType) && !accepts(headers.get('accept'), mediaType))
    throw failure('MANIFEST_UNKNOWN', `the manifest is ${mediaType}, which the request does not accept`);
  return content(catalog, digest, size, mediaType, null);
}

/** @throws Failure */
export function getBlob(catalog: Catalog, repository: Repository, digest: string, { headers }: HubRequest): Answer {
  if (!digestForm.test(digest)) throw failure('DIGEST_INVALID', digest);
  const size = repository.blobs[digest];
  if (size === undefined) throw failure('BLOB_UNKNOWN', { digest });
  const range = parseRange(headers.get('range'), size);
  if (range === 'unsatisfiable') throw failure('RANGE_INVALID', undefined, [['Content-Range', `bytes */${size}`]]);
  return content(catalog, digest, size, 'application/octet-stream', range);
}

export function listTags(repository: Repository, name: string, { query }: HubRequest): Answer {
  const { names, link } = pageOf(Object.keys(repository.tags), query, `/v2/${name}/tags/list`);
  return json(200, { name, tags: names }, link);
}

/** An empty list, not an error, for a subject that nothing refers to, or that is not there, nor its repository. @throws Failure */
export function listReferrers(repository: Repository | undefined, digest: string, { query }: HubRequest): Answer {
  if (!digestForm.test(digest)) throw failure('DIGEST_INVALID', digest);
  const all = repository?.referrers?.[digest] ?? [];
  const artifactType = query.get('artifactType');
  const manifests = artifactType === null ? all : all.filter((referrer) => referrer.artifactType === artifactType);
  const filtered: Answer['headers'] = artifactType === null ? [] : [['OCI-Filters-Applied', 'artifactType']];
  return json(200, { schemaVersion: 2, mediaType: indexType, manifests }, filtered, indexType);
}
