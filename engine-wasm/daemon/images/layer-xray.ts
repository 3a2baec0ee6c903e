import type { LayerXRay } from '../../api/xray.ts';
import { familiarString } from '../../wire/reference.ts';
import type { Files } from '../../sys/sys.ts';
import { notFound } from '../errors.ts';
import { json, type Route } from '../http/router.ts';
import { treeReply } from '../xray/tree.ts';
import { findImage } from './resolve.ts';
import type { ImageStore, StoredImage } from './store.ts';

function nameOf(store: ImageStore, id: string): string {
  const tag = store.names.of(id).find((name) => name.digest === undefined);
  return tag ? familiarString(tag) : id.slice('sha256:'.length, 'sha256:'.length + 12);
}

/** The stack of an image, lowest first, with the instruction that made each layer. */
function layersOf(store: ImageStore, image: StoredImage): LayerXRay[] {
  const steps = (image.config.history ?? []).filter(({ empty_layer }) => !empty_layer);
  const others = store.ids().filter((id) => id !== image.id);
  return image.layers.map((chainId, i) => ({
    chainId,
    diffId: image.config.rootfs.diff_ids[i] as string,
    directory: store.layers.directory(chainId),
    size: store.layers.size(chainId),
    createdBy: steps[i]?.created_by ?? '',
    sharedWith: others.filter((id) => store.get(id).layers.includes(chainId)).map((id) => nameOf(store, id)),
  }));
}

export function layerRoutes(store: ImageStore, files: Files): Route[] {
  return [
    { method: 'GET', path: '/drydock/images/{name...}/layers', handle: ({ params }) => json(layersOf(store, findImage(store, params['name'] as string))) },
    {
      method: 'GET',
      path: '/drydock/layers/{chain}/files',
      handle: ({ params }) => {
        const chain = params['chain'] as string;
        if (!/^sha256:[0-9a-f]{64}$/.test(chain) || !store.layers.has(chain)) throw notFound(`No such layer: ${chain}`);
        return treeReply(files, `${store.layers.directory(chain)}/diff`);
      },
    },
  ];
}
