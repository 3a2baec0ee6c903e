/** Containers as `docker ps` and `docker system df -v` list them. */
import { pairsText } from './pairs-text.ts';
import type { Port } from './ports.ts';
import type { Listing } from './rows.ts';
import { humanSize } from './sizes.ts';
import { humanDuration } from '../../wire/duration.ts';
import { goTime } from './times.ts';

export interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  readonly Command: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly State: string;
  readonly Status: string;
  readonly Ports: readonly Port[];
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
  readonly Mounts?: readonly { readonly Name?: string; readonly Source: string; readonly Driver?: string }[];
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, object>> | null };
}

const cut = (value: string, length: number): string => ([...value].length <= length ? value : `${[...value].slice(0, length - 1).join('')}…`);

function sizeOf({ SizeRw = 0, SizeRootFs = 0 }: ListedContainer): string {
  return SizeRootFs > 0 ? `${humanSize(SizeRw, 3)} (virtual ${humanSize(SizeRootFs, 3)})` : humanSize(SizeRw, 3);
}

export function containerListing(now: number, isWhole: boolean, ports: (ports: readonly Port[]) => string): Listing<ListedContainer> {
  const volumes = ({ Mounts = [] }: ListedContainer): string[] => Mounts.map(({ Name, Source }) => (isWhole ? Name || Source : cut(Name || Source, 15)));
  return {
    shown: ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'],
    type: '*formatter.ContainerContext',
    problems: ['failed to parse template: ', 'failed to execute template: '],
    columns: {
      ID: ['CONTAINER ID', ({ Id }) => (isWhole ? Id : Id.slice(0, 12))],
      Names: [
        'NAMES',
        ({ Names }) =>
          Names.map((name) => name.slice(1))
            .filter((name) => isWhole || !name.includes('/'))
            .join(','),
      ],
      Image: ['IMAGE', ({ Image }) => Image || '<no image>'],
      Command: ['COMMAND', ({ Command: line }) => JSON.stringify(isWhole ? line : cut(line, 20))],
      CreatedAt: ['CREATED AT', ({ Created }) => goTime(Created * 1000)],
      RunningFor: ['CREATED', ({ Created }) => `${humanDuration(now - Created * 1000)} ago`],
      Ports: ['PORTS', ({ Ports }) => ports(Ports)],
      State: ['STATE', ({ State }) => State],
      Status: ['STATUS', ({ Status }) => Status],
      Size: ['SIZE', sizeOf],
      Labels: ['LABELS', ({ Labels }) => pairsText(Labels)],
      Label: ['', ({ Labels }, name = '') => Labels?.[name] ?? ''],
      Mounts: ['MOUNTS', (row) => volumes(row).join(',')],
      LocalVolumes: ['LOCAL VOLUMES', ({ Mounts = [] }) => String(Mounts.filter(({ Driver }) => Driver === 'local').length)],
      Networks: [
        'NETWORKS',
        ({ NetworkSettings }) =>
          Object.keys(NetworkSettings?.Networks ?? {})
            .sort()
            .join(','),
      ],
      Platform: ['PLATFORM', () => null],
    },
  };
}
