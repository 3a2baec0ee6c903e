/** What the engine's objects take of the disk, summed up by kind. */
import type { ListedContainer } from './containers.ts';
import type { ListedImage } from './images.ts';
import type { Listing } from './rows.ts';
import { humanSize } from './sizes.ts';
import type { ListedVolume } from './volumes.ts';

export interface CacheEntry {
  readonly ID: string;
  readonly Type: string;
  readonly Size: number;
  readonly InUse: boolean;
  readonly Shared: boolean;
  readonly CreatedAt: string;
  readonly LastUsedAt?: string | null;
  readonly UsageCount: number;
}

export interface DiskUsage {
  readonly LayersSize: number;
  readonly Images: readonly ListedImage[] | null;
  readonly Containers: readonly ListedContainer[] | null;
  readonly Volumes: readonly ListedVolume[] | null;
  readonly BuildCache?: readonly CacheEntry[] | null;
  readonly BuilderSize?: number;
}

interface Summary {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Layers that two images share count once, in the whole. */
function images({ LayersSize, Images }: DiskUsage): Summary {
  const all = Images ?? [];
  const used = all.filter(({ Containers }) => Containers > 0);
  const own = used.filter(({ SharedSize }) => SharedSize !== -1).map(({ Size, SharedSize }) => Size - SharedSize);
  return { type: 'Images', total: all.length, active: used.length, size: LayersSize, reclaimable: LayersSize - sum(own) };
}

function containers({ Containers }: DiskUsage): Summary {
  const all = Containers ?? [];
  const isActive = ({ State }: ListedContainer): boolean => /running|paused|restarting/.test(State);
  const sizes = (some: readonly ListedContainer[]): number => sum(some.map(({ SizeRw = 0 }) => SizeRw));
  return {
    type: 'Containers',
    total: all.length,
    active: all.filter(isActive).length,
    size: sizes(all),
    reclaimable: sizes(all.filter((container) => !isActive(container))),
  };
}

function volumes({ Volumes }: DiskUsage): Summary {
  const usages = (Volumes ?? []).map(({ UsageData }) => UsageData ?? { RefCount: 0, Size: 0 });
  const sizes = (some: typeof usages): number => sum(some.map(({ Size }) => Math.max(Size, 0)));
  const unused = usages.filter(({ RefCount }) => RefCount === 0);
  return { type: 'Local Volumes', total: usages.length, active: usages.length - unused.length, size: sizes(usages), reclaimable: sizes(unused) };
}

function buildCache({ BuildCache, BuilderSize = 0 }: DiskUsage): Summary {
  const all = BuildCache ?? [];
  const held = sum(all.filter(({ InUse, Shared }) => InUse && !Shared).map(({ Size }) => Size));
  return { type: 'Build Cache', total: all.length, active: all.filter(({ InUse }) => InUse).length, size: BuilderSize, reclaimable: BuilderSize - held };
}

export const summaryRows = (usage: DiskUsage): Summary[] => [images, containers, volumes, buildCache].map((summarise) => summarise(usage));

function share({ type, size, reclaimable }: Summary): string {
  const text = humanSize(reclaimable);
  return size > 0 && type !== 'Build Cache' ? `${text} (${Math.floor((reclaimable * 100) / size)}%)` : text;
}

export const summaryListing: Listing<Summary> = {
  shown: ['Type', 'TotalCount', 'Active', 'Size', 'Reclaimable'],
  type: '*formatter.diskUsageImagesContext',
  columns: {
    Type: ['TYPE', ({ type }) => type],
    TotalCount: ['TOTAL', ({ total }) => String(total)],
    Active: ['ACTIVE', ({ active }) => String(active)],
    Size: ['SIZE', ({ size }) => humanSize(size)],
    Reclaimable: ['RECLAIMABLE', share],
  },
};
