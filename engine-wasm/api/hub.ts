/** What the hub has beside the registry, for its page (registry/index-api.ts). */

/** A line of the hub's list: `GET /v1/repositories`. */
export interface HubRepository {
  readonly name: string;
  /** `null`: of the library. */
  readonly owner: string | null;
  readonly description: string;
  /** Seen by its owner only. */
  readonly private: boolean;
  readonly tags: readonly string[];
  /** RFC 3339; empty for the library. */
  readonly updated: string;
}

/** What came with a registry's file. */
export interface ImportedRegistry {
  readonly repositories: number;
  readonly tags: number;
}
