/** What an archive of images has besides layers: Docker's `manifest.json` and `repositories`, and the OCI image layout, in one. */
import type { Descriptor } from './oci.ts';

export interface ArchiveManifestEntry {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  /** Lowest first. */
  readonly Layers: readonly string[];
}

export const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

export const ociTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

export const nameAnnotation = 'io.containerd.image.name';
export const tagAnnotation = 'org.opencontainers.image.ref.name';

export interface OciIndex {
  readonly manifests: readonly (Descriptor & { readonly annotations?: Readonly<Record<string, string>> })[];
}
