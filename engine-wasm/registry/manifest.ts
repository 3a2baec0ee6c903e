/** Manifests that are pushed: read, checked, and what they refer to. */
import { readAll, type Body } from '../wire/http/message.ts';
import { Failure, failure } from './answer.ts';
import type { Descriptor, Repository } from './content.ts';
import { digestForm } from './forms.ts';
import { indexType } from './pull.ts';

/** Docker's registry has the same limit. */
const maxManifestBytes = 4 * 1024 * 1024;

const images = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const indexes = [indexType, 'application/vnd.docker.distribution.manifest.list.v2+json'];

interface ManifestJson {
  readonly schemaVersion?: unknown;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly (Descriptor & { readonly urls?: readonly string[] })[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PushedManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Digests that the repository must have: blobs of an image, manifests of an index. */
  readonly refersTo: readonly string[];
  readonly subject?: string;
  /** What `referrers` says of it; without digest and size. */
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const invalid = (message: string): Failure => failure('MANIFEST_INVALID', message, [], `manifest invalid: ${message}`);

const tooLarge = (): Failure => {
  const { answer, message } = invalid(`larger than ${maxManifestBytes} bytes`);
  return new Failure({ ...answer, status: 413 }, message);
};

async function readBytes(body: Body): Promise<Uint8Array> {
  return readAll(body, maxManifestBytes).catch((error: unknown) => {
    throw (error as { status?: number }).status === 413 ? tooLarge() : error;
  });
}

function parse(bytes: Uint8Array): ManifestJson {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as ManifestJson | null;
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // What is no JSON is no manifest either.
  }
  throw invalid('not a JSON object');
}

function digestsOf(descriptors: readonly (Descriptor | undefined)[]): string[] {
  return descriptors.map((descriptor) => {
    if (typeof descriptor?.digest !== 'string' || !digestForm.test(descriptor.digest)) throw invalid('a descriptor without a sha256 digest');
    return descriptor.digest;
  });
}

/** Layers with `urls` are fetched elsewhere. */
function references(mediaType: string, manifest: ManifestJson): string[] {
  if (indexes.includes(mediaType)) return digestsOf(manifest.manifests ?? []);
  if (!manifest.config || !Array.isArray(manifest.layers)) throw invalid('an image needs a config and layers');
  return digestsOf([manifest.config, ...manifest.layers.filter((layer) => !layer.urls?.length)]);
}

/** @throws Failure MANIFEST_INVALID */
export async function readManifest(contentType: string | undefined, body: Body): Promise<PushedManifest> {
  const bytes = await readBytes(body);
  const mediaType = (contentType?.split(';', 1)[0] ?? '').trim();
  if (!images.includes(mediaType) && !indexes.includes(mediaType)) throw invalid(`unknown media type ${mediaType || '(none)'}`);
  const manifest = parse(bytes);
  if (manifest.schemaVersion !== 2) throw invalid('schemaVersion is not 2');
  if (manifest.mediaType !== undefined && manifest.mediaType !== mediaType) throw invalid(`it says that it is ${manifest.mediaType}, the request ${mediaType}`);
  const artifactType = manifest.artifactType ?? manifest.config?.mediaType;
  return {
    mediaType,
    bytes,
    refersTo: references(mediaType, manifest),
    ...(manifest.subject && { subject: digestsOf([manifest.subject])[0] as string }),
    ...(artifactType !== undefined && { artifactType }),
    ...(manifest.annotations && { annotations: manifest.annotations }),
  };
}

/** @throws Failure MANIFEST_BLOB_UNKNOWN when the repository lacks something that the manifest refers to */
export function requireReferences({ mediaType, refersTo }: PushedManifest, { blobs, manifests }: Repository): void {
  const present: object = indexes.includes(mediaType) ? manifests : blobs;
  const missing = refersTo.find((digest) => !Object.hasOwn(present, digest));
  if (missing !== undefined) throw failure('MANIFEST_BLOB_UNKNOWN', { digest: missing });
}
