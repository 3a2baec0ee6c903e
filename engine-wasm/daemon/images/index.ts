/** The images of a daemon, wired together. */
import type { Sys } from '../../sys/sys.ts';
import type { Reference } from '../../wire/reference.ts';
import type { ConnectHost } from './layer-archive.ts';
import type { Route } from '../http/router.ts';
import type { Credentials } from '../registry/credentials.ts';
import { Distribution } from '../registry/distribution.ts';
import { Registries } from '../registry/registries.ts';
import { registryRoutes } from '../registry/routes.ts';
import type { Progress } from './progress.ts';
import type { EventsForImages, ImageForRun, TraceForImages, UsersOf } from './ports.ts';
import { Puller } from './pull.ts';
import { Remover } from './remove.ts';
import { resolveForRun } from './resolve.ts';
import { imageRoutes } from './routes.ts';
import { ImageStore } from './store.ts';
import { imageUsage, type ImageUsage } from './usage.ts';

export type { ImageForRun, ImageUser } from './ports.ts';

export interface ImagesOptions {
  readonly sys: Sys;
  readonly trace: TraceForImages;
  readonly events: EventsForImages;
  readonly usersOf: UsersOf;
  /** `/var/lib/docker` unless said otherwise. */
  readonly root?: string;
}

export interface Images {
  /** By reference (`busybox`, `busybox:latest`, `name@sha256:…`), full id or unique beginning of one. @throws DaemonError with Docker's text */
  resolve(reference: string): ImageForRun;
  readonly store: ImageStore;
  readonly usage: ImageUsage;
  /** Images that were removed while containers used them go, when none does any more. */
  releaseUnused(): void;
  readonly connectHost: ConnectHost;
  /** @throws DaemonError with Docker's texts */
  pull(reference: Reference, progress: Progress, credentials: Credentials | null): Promise<void>;
  readonly routes: readonly Route[];
}

const configuration = '/etc/docker/daemon.json';

interface Configuration {
  /** Of docker.io. */
  readonly 'registry-mirrors'?: readonly string[];
  /** Who prepares the mirrors' layers outside of the machine (api/layers.ts). */
  readonly 'host-layers'?: string;
}

function readConfiguration({ files }: Sys): Configuration {
  return files.exists(configuration) ? (JSON.parse(files.readText(configuration)) as Configuration) : {};
}

export function createImages({ sys, trace, events, usersOf, root = '/var/lib/docker' }: ImagesOptions): Images {
  const store = new ImageStore(sys, root);
  const { 'registry-mirrors': mirrors = [], 'host-layers': hostLayers } = readConfiguration(sys);
  const registries = new Registries(sys, mirrors, hostLayers);
  const distribution = new Distribution(sys, root);
  const connectHost: ConnectHost = () => registries.connectHostLayers();
  const puller = new Puller(store, registries, distribution, events, trace);
  const pusherParts = { store, registries, distribution, connectHost, events, trace };
  const remover = new Remover(store, usersOf, events);
  return {
    store,
    connectHost,
    pull: (reference, progress, credentials) => puller.pull(reference, progress, credentials),
    resolve: (reference) => resolveForRun(store, reference),
    usage: imageUsage(store, usersOf),
    releaseUnused: () => store.releaseRetired((id) => usersOf(id).length > 0),
    routes: [...imageRoutes({ store, puller, pusherParts, remover, usersOf, events }), ...registryRoutes(registries)],
  };
}
