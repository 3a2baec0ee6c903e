/** Volumes as `docker volume ls` and `docker system df -v` list them. */
import { pairsText } from './pairs-text.ts';
import type { Listing } from './rows.ts';
import { humanSize } from './sizes.ts';

export interface ListedVolume {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly Scope: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly UsageData?: { readonly RefCount: number; readonly Size: number } | null;
}

const none = (): string => 'N/A';

export const volumeListing: Listing<ListedVolume> = {
  shown: ['Driver', 'Name'],
  type: '*formatter.volumeContext',
  columns: {
    Name: ['VOLUME NAME', ({ Name }) => Name],
    Driver: ['DRIVER', ({ Driver }) => Driver],
    Scope: ['SCOPE', ({ Scope }) => Scope],
    Mountpoint: ['MOUNTPOINT', ({ Mountpoint }) => Mountpoint],
    Labels: ['LABELS', ({ Labels }) => pairsText(Labels)],
    Label: ['', ({ Labels }, name = '') => Labels?.[name] ?? ''],
    Links: ['LINKS', ({ UsageData }) => (UsageData ? String(UsageData.RefCount) : 'N/A')],
    Size: ['SIZE', ({ UsageData }) => (UsageData ? humanSize(UsageData.Size) : 'N/A')],
    Availability: ['AVAILABILITY', none],
    Group: ['GROUP', none],
    Status: ['STATUS', none],
  },
};
