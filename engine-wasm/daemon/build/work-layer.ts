/** Files put on top of an image without a container: a layer in the making. */
import { overlayMount, privateMounts, type View } from '../archive/view.ts';
import { addLayerOf } from '../images/add-layer.ts';
import type { ImageStore, StoredImage } from '../images/store.ts';

export interface WorkLayer {
  readonly view: View;
  /** The layer's diff id. */
  commit(): Promise<string>;
}

/** What is below a layer in the making: an image's files (`null`: none), and whether they are seen while it is made. */
export interface Below {
  readonly image: StoredImage | null;
  readonly isSeen: boolean;
}

/** Runs `work` on files with a writable layer on top; the layer's directory is gone afterwards. */
export async function withWorkLayer<T>(store: ImageStore, { image, isSeen }: Below, work: (layer: WorkLayer) => Promise<T>): Promise<T> {
  const directory = store.temporaryDirectory();
  const layers = isSeen ? (image?.layers ?? []) : [];
  for (const part of ['diff', 'work', 'merged']) store.sys.files.mkdirAll(`${directory}/${part}`);
  const lowerDirs = layers.map((chainId) => store.layers.shortPath(chainId)).reverse();
  const view =
    layers.length === 0
      ? { root: `${directory}/diff`, steps: [] }
      : { root: `${directory}/merged`, steps: [privateMounts, overlayMount(directory, lowerDirs)] };
  try {
    return await work({ view, commit: () => addLayerOf(store, image?.config.rootfs.diff_ids ?? [], `${directory}/diff`) });
  } finally {
    store.sys.files.removeAll(directory);
  }
}
