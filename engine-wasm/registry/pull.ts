/** The pull side of the OCI Distribution Specification 1.1: manifests, blobs, tags. */
import type { RequestHead } from '../wire/http/message.ts';
import { failure, json, type Answer } from './answer.ts';
import type { BlobSource, Repository } from './content.ts';
import { parseRange, type ByteRange } from './range.ts';

const digestForm = /^sha256:[0-9a-f]{64}$/;
const tagForm = /^\w[\w.-]{0,127}$/;

/** Whether an `Accept` header admits a media type. Without one everything is welcome. */
function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined) return true;
  const types = header.split(',').map((part) => (part.split(';', 1)[0] as string).trim());
  return types.some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}

function content(source: BlobSource, digest: string, size: number, mediaType: string, range: ByteRange | null): Answer {
  const { start, end } = range ?? { start: 0, end: size };
  const headers: [string, string][] = [
    ['Content-Type', mediaType],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
    ['Accept-Ranges', 'bytes'],
  ];
  if (range) headers.push(['Content-Range', `bytes ${start}-${end - 1}/${size}`]);
  return { status: range ? 206 : 200, headers, length: end - start, body: () => source.read(digest, start, end) };
}

export function getManifest(source: BlobSource, repository: Repository, reference: string, head: RequestHead): Answer {
  if (!digestForm.test(reference) && !tagForm.test(reference)) return failure('MANIFEST_UNKNOWN', `unknown tag=${reference}`);
  const digest = repository.tags[reference] ?? reference;
  const mediaType = repository.manifests[digest];
  const size = repository.blobs[digest];
  if (mediaType === undefined || size === undefined) return failure('MANIFEST_UNKNOWN', `unknown tag=${reference}`);
  if (!accepts(head.headers.get('accept'), mediaType)) return failure('MANIFEST_UNKNOWN', `the manifest is ${mediaType}, which the request does not accept`);
  return content(source, digest, size, mediaType, null);
}

export function getBlob(source: BlobSource, repository: Repository, digest: string, head: RequestHead): Answer {
  if (!digestForm.test(digest)) return failure('DIGEST_INVALID', digest);
  const size = repository.blobs[digest];
  if (size === undefined) return failure('BLOB_UNKNOWN', { digest });
  const range = parseRange(head.headers.get('range'), size);
  if (range === 'unsatisfiable') return failure('RANGE_INVALID', undefined, [['Content-Range', `bytes */${size}`]]);
  return content(source, digest, size, 'application/octet-stream', range);
}

/** `n` and `last` page through names; a `Link` header leads to the next page. */
export function listTags(name: string, repository: Repository, query: string): Answer {
  const { page, link } = pageOf(Object.keys(repository.tags).sort(), query, `/v2/${name}/tags/list`);
  return json(200, { name, tags: page }, link);
}

export function listRepositories(names: readonly string[], query: string): Answer {
  const { page, link } = pageOf([...names].sort(), query, '/v2/_catalog');
  return json(200, { repositories: page }, link);
}

function pageOf(names: readonly string[], query: string, path: string): { page: readonly string[]; link: [string, string][] } {
  const value = (key: string): string | undefined => new RegExp(`(?:^|&)${key}=([^&]*)`).exec(query)?.[1];
  const last = value('last');
  const after = last === undefined ? names : names.filter((name) => name > decodeURIComponent(last));
  const limit = /^\d+$/.test(value('n') ?? '') ? Number(value('n')) : after.length;
  const page = after.slice(0, limit);
  const end = page.at(-1);
  const link = end !== undefined && page.length < after.length ? `<${path}?n=${limit}&last=${encodeURIComponent(end)}>; rel="next"` : null;
  return { page, link: link === null ? [] : [['Link', link]] };
}
