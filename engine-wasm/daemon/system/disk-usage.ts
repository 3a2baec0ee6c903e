/** `GET /system/df`: what images, containers and volumes take, in bytes. */
import type { BuildCacheEntry } from '../../api/build-cache.ts';
import type { ContainerSummary } from '../../api/containers.ts';
import type { ImageSummary } from '../../api/images.ts';
import type { Volume } from '../../api/volumes.ts';
import { listCacheMounts } from '../build/cache-mounts.ts';
import { overlayOf } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { summarise } from '../containers/inspect.ts';
import { badRequest } from '../errors.ts';
import type { ImageUsage } from '../images/usage.ts';

type Kind = 'container' | 'image' | 'volume' | 'build-cache';
const kinds: readonly string[] = ['container', 'image', 'volume', 'build-cache'] satisfies Kind[];

interface DiskUsage {
  /** Each layer once. */
  readonly LayersSize: number;
  readonly Images: readonly ImageSummary[] | null;
  readonly Containers: readonly (ContainerSummary & { readonly SizeRw: number; readonly SizeRootFs: number })[] | null;
  readonly Volumes: readonly (Volume & { readonly UsageData: { readonly RefCount: number; readonly Size: number } })[] | null;
  readonly BuildCache: readonly BuildCacheEntry[] | null;
}

function containers(engine: Engine, images: ImageUsage): DiskUsage['Containers'] {
  return engine.containers.all().map((container) => {
    const SizeRw = engine.sys.files.treeSize(`${overlayOf(container)}/diff`);
    return { ...summarise(engine, container), SizeRw, SizeRootFs: SizeRw + images.sizeOf(container.imageId) };
  });
}

function volumes({ volumes: all, containers: users }: Engine): DiskUsage['Volumes'] {
  return all.list().map((volume) => {
    const RefCount = users.all().filter(({ mounts }) => mounts.some(({ name }) => name === volume.Name)).length;
    return { ...volume, UsageData: { RefCount, Size: all.size(volume) } };
  });
}

/** `types` as given, several by repetition; none means all. @throws DaemonError bad-request with Docker's text */
export function diskUsage(engine: Engine, images: ImageUsage, types: readonly string[]): DiskUsage {
  const unknown = types.find((type) => !kinds.includes(type));
  if (unknown !== undefined) throw badRequest(`unknown object type: ${unknown}`);
  const wants = (kind: Kind): boolean => types.length === 0 || types.includes(kind);
  return {
    LayersSize: wants('image') ? images.layersSize() : 0,
    Images: wants('image') ? images.summaries() : null,
    Containers: wants('container') ? containers(engine, images) : null,
    Volumes: wants('volume') ? volumes(engine) : null,
    BuildCache: wants('build-cache') ? listCacheMounts(engine.sys) : null,
  };
}
