/**
 * Layers that the host verifies and unpacks for the guest. dockerd asks `GET /DIGEST?size=BYTES&compressed=0|1` of the host `layers` and gets
 * one JSON object a line: progress, then the outcome. The layer is then a directory named by its diff id's hex digits under {@link hostLayers}.
 * `GET /archive/DIFFID` gives its archive back, as it was before compression.
 */
export const hostLayers = '/var/lib/docker/host-layers';

/** The file system's name on the virtio device, which v86 gives. */
export const hostLayersTag = 'host9p';

export interface LayerProgress {
  /** Bytes of the blob so far. */
  readonly downloaded: number;
}

export interface LayerReady {
  /** Of the bytes as they came. */
  readonly digest: string;
  /** Of the tar archive in them. */
  readonly diffId: string;
  readonly size: number;
  /** Bytes of the tar archive. */
  readonly tarSize: number;
  /** Bytes of the layer's files. */
  readonly unpackedSize: number;
}

export interface LayerFailed {
  readonly error: string;
  /** Of everything that came, once it was there. */
  readonly digest?: string;
}

export type LayerOutcome = LayerReady | LayerFailed;
