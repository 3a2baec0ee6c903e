/** What a hub has to offer, wherever its bytes are: the library as static files, and what learners pushed. */

/** OCI Image Specification 1.1, "Descriptors". */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Repository {
  /** One line, for search. */
  readonly description?: string;
  /** Tag → digest of its manifest. */
  readonly tags: Readonly<Record<string, string>>;
  /** Digest of each manifest → its media type. */
  readonly manifests: Readonly<Record<string, string>>;
  /** Digest of everything that may be fetched from here, manifests included → its size in bytes. */
  readonly blobs: Readonly<Record<string, number>>;
  /** Digest of a subject → the manifests that refer to it (OCI Distribution Specification 1.1, "Listing Referrers"). */
  readonly referrers?: Readonly<Record<string, readonly Descriptor[]>>;
}

/** What a static source has, small enough to be read whole: one entry for each repository. */
export interface HubIndex {
  readonly repositories: Readonly<Record<string, Repository>>;
}

export interface BlobSource {
  index(): Promise<HubIndex>;
  /** Bytes `start` to `end` (exclusive) of a blob of the index, as they arrive. Nothing is fetched before the first is asked for. */
  read(digest: string, start: number, end: number): AsyncIterable<Uint8Array>;
}

/** Where a static source keeps a blob; the colon of a digest is no character for file names everywhere. */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

export const indexPath = 'index.json';
