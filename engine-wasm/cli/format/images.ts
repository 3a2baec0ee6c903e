/** Images as `docker images` and `docker system df -v` list them: a row for each name. */
import type { Listing } from './rows.ts';
import { humanSize } from './sizes.ts';
import { humanDuration } from '../../wire/duration.ts';
import { goTime } from './times.ts';

export interface ListedImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly Size: number;
  /** Bytes that other images have too, and how many containers are of this one; -1 when not asked for. */
  readonly SharedSize: number;
  readonly Containers: number;
}

export interface ImageRow {
  readonly image: ListedImage;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

const none = '<none>';

export function imageRows(images: readonly ListedImage[], withDigest: boolean): ImageRow[] {
  return images.flatMap((image) => {
    const digests = new Map((image.RepoDigests ?? []).map((name) => name.split('@') as [string, string]));
    const tags = image.RepoTags ?? [];
    const row = (repository: string, tag: string): ImageRow => ({ image, repository, tag, digest: (withDigest && digests.get(repository)) || none });
    if (tags.length > 0) return tags.map((name) => row(name.slice(0, name.lastIndexOf(':')), name.slice(name.lastIndexOf(':') + 1)));
    return digests.size > 0 ? [...digests.keys()].map((repository) => row(repository, none)) : [row(none, none)];
  });
}

const known = (value: number, shown: (value: number) => string): string => (value === -1 ? 'N/A' : shown(value));

export function imageListing(now: number, isWhole: boolean): Listing<ImageRow> {
  const size = (bytes: number): string => humanSize(bytes, 3);
  return {
    shown: ['Repository', 'Tag', 'ID', 'CreatedSince', 'Size'],
    type: '*formatter.imageContext',
    columns: {
      Repository: ['REPOSITORY', ({ repository }) => repository],
      Tag: ['TAG', ({ tag }) => tag],
      Digest: ['DIGEST', ({ digest }) => digest],
      ID: ['IMAGE ID', ({ image }) => (isWhole ? image.Id : image.Id.replace(/^sha256:/, '').slice(0, 12))],
      CreatedSince: ['CREATED', ({ image }) => `${humanDuration(now - image.Created * 1000)} ago`],
      CreatedAt: ['CREATED AT', ({ image }) => goTime(image.Created * 1000)],
      Size: ['SIZE', ({ image }) => size(image.Size)],
      Containers: ['CONTAINERS', ({ image }) => known(image.Containers, String)],
      VirtualSize: ['SIZE', ({ image }) => humanSize(image.Size)],
      SharedSize: ['SHARED SIZE', ({ image }) => known(image.SharedSize, humanSize)],
      UniqueSize: ['UNIQUE SIZE', ({ image }) => known(image.SharedSize, (shared) => humanSize(image.Size - shared))],
    },
  };
}
