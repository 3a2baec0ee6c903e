/** Images on the wire: Docker Engine API 1.51. */
export interface ImageSummary {
  readonly Id: string;
  readonly ParentId: string;
  readonly RepoTags: readonly string[];
  readonly RepoDigests: readonly string[];
  /** Seconds since the epoch. */
  readonly Created: number;
  /** Bytes of all layers' files. */
  readonly Size: number;
  /** Bytes that other images have too; -1 when not asked for. */
  readonly SharedSize: number;
  /** How many containers are of this image. */
  readonly Containers: number;
  readonly Labels: Readonly<Record<string, string>> | null;
}

export interface ImageInspect {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly RepoDigests: readonly string[];
  readonly Parent: string;
  readonly Comment: string;
  /** RFC 3339. */
  readonly Created: string;
  readonly DockerVersion: string;
  readonly Author: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Os: string;
  readonly Size: number;
  readonly GraphDriver: { readonly Data: Readonly<Record<string, string>>; readonly Name: string };
  /** Diff ids, lowest first. */
  readonly RootFS: { readonly Type: string; readonly Layers?: readonly string[] };
  readonly Metadata: { readonly LastTagTime: string };
  readonly Config: Readonly<Record<string, unknown>>;
}

export interface ImageHistoryItem {
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Tags: readonly string[] | null;
  readonly Size: number;
  readonly Comment: string;
}

/** One entry of what `DELETE /images/NAME` answers. */
export type ImageDeleted = { readonly Untagged: string } | { readonly Deleted: string };
