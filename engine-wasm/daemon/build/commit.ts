/** `docker commit`: what a container changed becomes a layer, and the layer an image. */
import { familiarString } from '../../wire/reference.ts';
import { valuesOf, isTrue, json, type ApiRequest, type Reply } from '../http/router.ts';
import { isPaused, isRunning, overlayOf, type Container } from '../containers/container.ts';
import type { Engine } from '../containers/engine.ts';
import { resumeCgroup } from '../containers/pause.ts';
import { addLayerOf } from '../images/add-layer.ts';
import { addImage, nameImage, type ImageRunConfig } from '../images/new-image.ts';
import type { ImageStore } from '../images/store.ts';
import { cgroupOf } from '../runtime/limits.ts';
import { applyChanges } from './changes.ts';
import { wantedName } from './wanted-name.ts';

/** Nothing is written while the layer is read. */
async function whilePaused<T>(engine: Engine, container: Container, work: () => Promise<T>): Promise<T> {
  if (!isRunning(container) || isPaused(container)) return work();
  engine.sys.files.writeExisting(`${cgroupOf(container.id)}/cgroup.freeze`, '1');
  return work().finally(() => resumeCgroup(engine, container));
}

/** `POST /commit`. @throws DaemonError with Docker's texts */
export async function commitContainer(engine: Engine, store: ImageStore, request: ApiRequest): Promise<Reply> {
  const { query } = request;
  const name = wantedName(query);
  const container = engine.containers.find(query['container'] ?? '');
  const config = applyChanges({ ...container.config, ...(request.body as ImageRunConfig | undefined) }, valuesOf(request, 'changes'));
  const parent = store.get(container.imageId);
  const layer = (): Promise<string> => addLayerOf(store, parent.config.rootfs.diff_ids, `${overlayOf(container)}/diff`);
  const diffId = await (query['pause'] === undefined || isTrue(query['pause']) ? whilePaused(engine, container, layer) : layer());
  const id = addImage(store, {
    parent,
    diffId,
    config,
    containerConfig: container.config as ImageRunConfig,
    container: container.id,
    author: query['author'] ?? '',
    comment: query['comment'] ?? '',
  });
  if (name) nameImage(store, id, name);
  const about = { comment: query['comment'] ?? '', imageID: id, imageRef: name ? familiarString(name) : '' };
  engine.events.emit('container', 'commit', container.id, { ...engine.attributesOf(container), ...about });
  return json({ Id: id }, 201);
}
