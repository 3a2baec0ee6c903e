/** Images as the API shows them: list, inspect, history. */
import type { ImageHistoryItem, ImageInspect, ImageSummary } from '../../api/images.ts';
import { familiarString } from '../../wire/reference.ts';
import type { ImageConfig } from './oci.ts';
import type { ImageStore, StoredImage } from './store.ts';

const zeroTime = '0001-01-01T00:00:00Z';

/** Seconds since the epoch. */
export function createdAt({ created }: ImageConfig): number {
  return Math.floor(Date.parse(created ?? zeroTime) / 1000);
}

/** Bytes of all layers' files. */
function sizeOf(store: ImageStore, image: StoredImage): number {
  return image.layers.reduce((sum, chainId) => sum + store.layers.size(chainId), 0);
}

function namesOf(store: ImageStore, id: string): { tags: string[]; digests: string[] } {
  const names = store.names.of(id);
  return {
    tags: names.filter((name) => name.digest === undefined).map(familiarString),
    digests: names.filter((name) => name.digest !== undefined).map(familiarString),
  };
}

/** Bytes in layers that other images have too. */
function sharedSize(store: ImageStore, image: StoredImage): number {
  const others = store.ids().filter((id) => id !== image.id);
  const shared = new Set(others.flatMap((id) => store.get(id).layers));
  return image.layers.filter((chainId) => shared.has(chainId)).reduce((sum, chainId) => sum + store.layers.size(chainId), 0);
}

export function summarise(store: ImageStore, image: StoredImage, containers: number, withShared: boolean): ImageSummary {
  const { tags, digests } = namesOf(store, image.id);
  return {
    Containers: containers,
    Created: createdAt(image.config),
    Id: image.id,
    Labels: image.config.config?.Labels ?? null,
    ParentId: store.parentOf(image.id) ?? '',
    RepoDigests: digests,
    RepoTags: tags,
    SharedSize: withShared ? sharedSize(store, image) : -1,
    Size: sizeOf(store, image),
  };
}

export function inspect(store: ImageStore, image: StoredImage): ImageInspect {
  const { config } = image;
  const { tags, digests } = namesOf(store, image.id);
  const top = image.layers.at(-1);
  const directory = top === undefined ? '' : store.layers.directory(top);
  const lower = image.layers
    .slice(0, -1)
    .reverse()
    .map((chainId) => `${store.layers.directory(chainId)}/diff`)
    .join(':');
  return {
    Id: image.id,
    RepoTags: tags,
    RepoDigests: digests,
    Parent: store.parentOf(image.id) ?? '',
    Comment: config.comment ?? config.history?.at(-1)?.comment ?? '',
    Created: config.created ?? zeroTime,
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant !== undefined && { Variant: config.variant }),
    Os: config.os,
    Size: sizeOf(store, image),
    GraphDriver: {
      Data: { ...(lower !== '' && { LowerDir: lower }), MergedDir: `${directory}/merged`, UpperDir: `${directory}/diff`, WorkDir: `${directory}/work` },
      Name: 'overlay2',
    },
    RootFS: { Type: config.rootfs.type, ...(config.rootfs.diff_ids.length > 0 && { Layers: config.rootfs.diff_ids }) },
    Metadata: { LastTagTime: store.lastTagged(image.id) },
    Config: { Cmd: null, Entrypoint: null, Env: null, Labels: null, OnBuild: null, User: '', Volumes: null, WorkingDir: '', ...config.config },
  };
}

/** Newest first. Steps have ids as far as their images are here: what came as layers has none. */
export function history(store: ImageStore, image: StoredImage): ImageHistoryItem[] {
  const layers = [...image.layers];
  const steps = (image.config.history ?? []).map((step) => ({ step, chainId: step.empty_layer ? undefined : layers.shift() }));
  let id: string | undefined = image.id;
  return steps.reverse().map(({ step, chainId }) => {
    const item = {
      Comment: step.comment ?? '',
      Created: Math.floor(Date.parse(step.created ?? zeroTime) / 1000),
      CreatedBy: step.created_by ?? '',
      Id: id ?? '<missing>',
      Size: chainId === undefined ? 0 : store.layers.size(chainId),
      Tags: id === undefined ? null : nullIfEmpty(namesOf(store, id).tags),
    };
    id = id && store.parentOf(id);
    return item;
  });
}

function nullIfEmpty(values: string[]): string[] | null {
  return values.length > 0 ? values : null;
}
