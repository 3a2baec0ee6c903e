/** What a build keeps for the next one besides images, in `/system/df` (Docker's BuildCache). */
export interface BuildCacheEntry {
  readonly ID: string;
  readonly Type: 'exec.cachemount';
  readonly Description: string;
  readonly InUse: boolean;
  readonly Shared: boolean;
  /** Bytes. */
  readonly Size: number;
  readonly CreatedAt: string;
  readonly LastUsedAt: string;
  readonly UsageCount: number;
}
