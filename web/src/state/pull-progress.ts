import type { PullMessage } from '../docker/images.ts';

/** A pull as its messages so far tell it. */
export interface PullProgress {
  readonly status: string;
  /** Bytes by layer, as far as the daemon told them. */
  readonly layers: Readonly<Record<string, { readonly current: number; readonly total: number }>>;
}

export const emptyPull: PullProgress = { status: 'Asking the registry', layers: {} };

/** Only downloads count: unpacking starts its bytes again from nothing. */
export function addMessage(progress: PullProgress, message: PullMessage): PullProgress {
  const status = message.status ?? progress.status;
  const { current, total } = message.progressDetail ?? {};
  if (!message.id || message.status !== 'Downloading' || current === undefined || !total) {
    return { status, layers: message.status === 'Download complete' && message.id ? complete(progress.layers, message.id) : progress.layers };
  }
  return { status, layers: { ...progress.layers, [message.id]: { current, total } } };
}

function complete(layers: PullProgress['layers'], id: string): PullProgress['layers'] {
  const layer = layers[id];
  return layer ? { ...layers, [id]: { current: layer.total, total: layer.total } } : layers;
}

/** 0 to 1; `null` before the first layer's size is known. */
export function shareOf({ layers }: PullProgress): number | null {
  const known = Object.values(layers);
  const total = known.reduce((sum, layer) => sum + layer.total, 0);
  return total > 0 ? known.reduce((sum, layer) => sum + layer.current, 0) / total : null;
}
