/** Static files of any web server as the hub's content; nothing is fetched that was not asked for. */
import { blobPath, indexPath, type BlobSource, type HubIndex } from './content.ts';
import { fetchRange, lazyJson } from './fetch-static.ts';

/** `base` is the URL of the hub's folder, with its last slash. */
export function staticBlobs(base: URL): BlobSource {
  return {
    index: lazyJson<HubIndex>(new URL(indexPath, base)),
    read: (digest, start, end) => fetchRange(new URL(blobPath(digest), base), start, end),
  };
}
