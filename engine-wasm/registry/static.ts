/** Static files of any web server as the hub's content; nothing is fetched that was not asked for. */
import { blobPath, indexPath, type BlobSource, type HubIndex } from './content.ts';

async function fetchFile(url: URL, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  return response;
}

async function* readRange(url: URL, start: number, end: number): AsyncIterable<Uint8Array> {
  const response = await fetchFile(url, start > 0 ? { Range: `bytes=${start}-${end - 1}` } : {});
  if (!response.body) throw new Error(`${url.pathname}: no content`);
  const reader = response.body.getReader();
  // A server without ranges sends everything.
  let at = response.status === 206 ? start : 0;
  try {
    while (at < end) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`${url.pathname}: ended at byte ${at} of ${end}`);
      const piece = value.subarray(Math.max(0, start - at), end - at);
      at += value.length;
      if (piece.length > 0) yield piece;
    }
  } finally {
    await reader.cancel();
  }
}

/** `base` is the URL of the hub's folder, with its last slash. */
export function staticBlobs(base: URL): BlobSource {
  let index: Promise<HubIndex> | null = null;
  return {
    index() {
      index ??= fetchFile(new URL(indexPath, base), {})
        .then((response) => response.json() as Promise<HubIndex>)
        .catch((error: unknown) => {
          index = null;
          throw error;
        });
      return index;
    },
    read: (digest, start, end) => readRange(new URL(blobPath(digest), base), start, end),
  };
}
