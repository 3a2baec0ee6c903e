/**
 * What host and guest do together with layers, so that their bytes need not cross the link.
 *
 * Layers that the host verifies and unpacks for the guest. dockerd asks `GET /DIGEST?size=BYTES` of the host `layers` and gets one JSON object a line: progress, then
 * the outcome. The layer is then a directory named by its diff id's hex digits under {@link hostLayers}.
 * `GET /archive/DIFFID` gives its archive back, as it was before compression; `GET /blob/DIFFID` with gzip, as it came if it came so, with
 * `Docker-Content-Digest`.
 *
 * Layers that were made in the guest go out the same way: `POST /uploads?size=BYTES&diff-id=DIFFID`, with a {@link LayerDestination}, makes a file
 * below {@link hostLayers} and answers JSON lines: the file's path, progress as the guest writes the archive of `size` bytes to it, then the outcome. The
 * host compares the archive with the diff id, compresses it and sends it to the hub. The file is gone with the connection.
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

/** An upload that the guest has begun with the hub. */
export interface LayerDestination {
  /** Path and query of the next request. */
  readonly location: string;
  /** For the header of that name; empty for none. */
  readonly authorization: string;
}

export type UploadProgress = { readonly file: string } | { readonly received: number };

export interface LayerSent {
  /** Of the compressed bytes. */
  readonly digest: string;
  readonly size: number;
  /** Where the upload is to be finished. */
  readonly location: string;
}

export type UploadOutcome = LayerSent | LayerFailed;
