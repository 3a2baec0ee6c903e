/** Images that are made here: by commit, import and build. Their configurations have the form of moby's. */
import type { ContainerConfig } from '../../api/containers.ts';
import type { Reference } from '../../wire/reference.ts';
import { emptyDiffId } from './add-layer.ts';
import type { HistoryEntry, ImageConfig } from './oci.ts';
import type { ImageStore, StoredImage } from './store.ts';

const engineVersion = '28.5.2';

/** Where what made an image keeps what its RUN was done with besides the command: moby's cache knows no such options. */
export const runOptionsKey = 'DrydockRunOptions';

export type ImageRunConfig = ContainerConfig & Readonly<Record<string, unknown>>;

/** Go's json of an `omitempty` field that is empty: nothing. */
function unlessEmpty(config: ImageRunConfig, ...names: readonly string[]): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === undefined || value === null || value === '' || value === 0 || value === false || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(names.filter((name) => !isEmpty(config[name])).map((name) => [name, config[name]]));
}

/** All fields in moby's order, so that the same configuration always has the same digest. */
function completeConfig(config: ImageRunConfig): ImageRunConfig {
  return {
    Hostname: config.Hostname ?? '',
    Domainname: config.Domainname ?? '',
    User: config.User ?? '',
    AttachStdin: config['AttachStdin'] ?? false,
    AttachStdout: config['AttachStdout'] ?? false,
    AttachStderr: config['AttachStderr'] ?? false,
    ...unlessEmpty(config, 'ExposedPorts'),
    Tty: config.Tty ?? false,
    OpenStdin: config.OpenStdin ?? false,
    StdinOnce: config.StdinOnce ?? false,
    Env: config.Env ?? null,
    Cmd: config.Cmd ?? null,
    ...unlessEmpty(config, 'Healthcheck', 'ArgsEscaped'),
    Image: config.Image ?? '',
    Volumes: config.Volumes ?? null,
    WorkingDir: config.WorkingDir ?? '',
    Entrypoint: config.Entrypoint ?? null,
    ...unlessEmpty(config, 'NetworkDisabled'),
    OnBuild: config['OnBuild'] ?? null,
    Labels: config.Labels ?? null,
    ...unlessEmpty(config, 'StopSignal', 'StopTimeout', 'Shell', runOptionsKey),
  };
}

export interface NewImage {
  /** `null` for one that begins with nothing. */
  readonly parent: StoredImage | null;
  /** Of the new layer; that of an empty one adds none. */
  readonly diffId: string;
  readonly config: ImageRunConfig;
  /** What made it: the classic builder's cache looks for the same again. */
  readonly containerConfig?: ImageRunConfig;
  readonly container?: string;
  readonly author?: string;
  readonly comment?: string;
  /** What `history` shows; by default the command of `containerConfig`. */
  readonly createdBy?: string;
}

/** Stores the image and returns its id. Its layers must be there. */
export function addImage(store: ImageStore, image: NewImage): string {
  const { parent, config, containerConfig, container, author, comment } = image;
  const created = store.sys.clock.timestamp();
  const isEmpty = image.diffId === emptyDiffId;
  const createdBy = image.createdBy ?? (containerConfig?.Cmd ?? []).join(' ');
  const entry: HistoryEntry = {
    created,
    ...(createdBy && { created_by: createdBy }),
    ...(author && { author }),
    ...(comment && { comment }),
    ...(isEmpty && { empty_layer: true }),
  };
  const below = parent?.config.rootfs.diff_ids ?? [];
  const made: ImageConfig & Readonly<Record<string, unknown>> = {
    architecture: '386',
    ...(author && { author }),
    ...(comment && !parent && { comment }),
    config: completeConfig(config),
    ...(container && { container }),
    ...(containerConfig && { container_config: completeConfig(containerConfig) }),
    created,
    docker_version: engineVersion,
    history: [...(parent?.config.history ?? []), entry],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: isEmpty ? below : [...below, image.diffId] },
  };
  const id = store.add(JSON.stringify(made));
  if (parent) store.setParent(id, parent.id);
  return id;
}

export function nameImage(store: ImageStore, id: string, name: Reference): void {
  store.names.set(name, id);
  store.noteTagged(id);
}
