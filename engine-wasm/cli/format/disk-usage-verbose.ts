import { containerListing } from './containers.ts';
import type { CacheEntry, DiskUsage } from './disk-usage.ts';
import { imageListing, imageRows } from './images.ts';
import { formatRows, type Listing } from './rows.ts';
import { humanSize } from './sizes.ts';
import { humanDuration } from '../../wire/duration.ts';
import { volumeListing } from './volumes.ts';

function cacheListing(now: number): Listing<CacheEntry> {
  const ago = (time: string | null | undefined): string => (time ? `${humanDuration(now - Date.parse(time))} ago` : '');
  return {
    shown: ['ID', 'CacheType', 'Size', 'CreatedSince', 'LastUsedSince', 'UsageCount', 'Shared'],
    type: '*formatter.buildCacheContext',
    columns: {
      ID: ['CACHE ID', ({ ID }) => ID.slice(0, 12)],
      CacheType: ['CACHE TYPE', ({ Type }) => Type],
      Size: ['SIZE', ({ Size }) => humanSize(Size, 3)],
      CreatedSince: ['CREATED', ({ CreatedAt }) => ago(CreatedAt)],
      LastUsedSince: ['LAST USED', ({ LastUsedAt }) => ago(LastUsedAt)],
      UsageCount: ['USAGE', ({ UsageCount }) => String(UsageCount)],
      Shared: ['SHARED', ({ Shared }) => String(Shared)],
    },
  };
}

/** `docker system df -v`: each object with what it takes. */
export async function verboseText(usage: DiskUsage, now: number): Promise<string> {
  const images = { ...imageListing(now, false), shown: ['Repository', 'Tag', 'ID', 'CreatedSince', 'Size', 'SharedSize', 'UniqueSize', 'Containers'] };
  const containers = { ...containerListing(now, false, () => ''), shown: ['ID', 'Image', 'Command', 'LocalVolumes', 'Size', 'RunningFor', 'Status', 'Names'] };
  const sections = [
    ['Images space usage:', await formatRows(images, imageRows(usage.Images ?? [], false), '')],
    ['Containers space usage:', await formatRows(containers, usage.Containers ?? [], '')],
    ['Local Volumes space usage:', await formatRows({ ...volumeListing, shown: ['Name', 'Links', 'Size'] }, usage.Volumes ?? [], '')],
    [`Build cache usage: ${humanSize(usage.BuilderSize ?? 0)}`, await formatRows(cacheListing(now), usage.BuildCache ?? [], '')],
  ];
  return sections.map(([title, table]) => `${title as string}\n\n${table as string}`).join('\n');
}
