/** OCI Image Specification 1.1 (and Docker's schema 2, which has the same fields): what this engine reads. */
import type { ContainerConfig } from '../../api/containers.ts';

export const mediaTypes = {
  indexes: ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'],
  manifests: ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'],
} as const;

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface Index {
  readonly manifests: readonly Descriptor[];
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

export interface ImageConfig {
  readonly created?: string;
  readonly author?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly comment?: string;
  readonly docker_version?: string;
  readonly config?: ContainerConfig & Readonly<Record<string, unknown>>;
  /** What made the image, of those that the classic builder or a commit made. */
  readonly container_config?: ContainerConfig & Readonly<Record<string, unknown>>;
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] };
  readonly history?: readonly HistoryEntry[];
}

const here = { os: 'linux', architecture: '386' } as const;

/** The manifest for this machine. @throws Error with Docker's text when there is none */
export function selectManifest(index: Index): Descriptor {
  const found = index.manifests.find(({ platform }) => platform?.os === here.os && platform.architecture === here.architecture);
  if (!found) throw new Error(`no matching manifest for ${here.os}/${here.architecture} in the manifest list entries`);
  return found;
}

/**
 * Names of stacks of layers, one for each layer, lowest first: the first is its diff id, each next the hash of the one below and its own
 * diff id. Image Layout Specification, "Layer ChainID".
 */
export function chainIds(diffIds: readonly string[], sha256: (text: string) => string): string[] {
  const chain: string[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : `sha256:${sha256(`${below} ${diffId}`)}`);
  }
  return chain;
}
