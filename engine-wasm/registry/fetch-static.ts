/** Files of any static web server, whole or in part. */

async function fetchFile(url: URL, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  return response;
}

/** Bytes `start` to `end` (exclusive), as they arrive; nothing is fetched before the first is asked for. */
export async function* fetchRange(url: URL, start: number, end: number): AsyncIterable<Uint8Array> {
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

/** A JSON file, fetched when it is first asked for, and again after a failure. */
export function lazyJson<T>(url: URL): () => Promise<T> {
  let value: Promise<T> | null = null;
  return () => {
    value ??= fetchFile(url, {})
      .then((response) => response.json() as Promise<T>)
      .catch((error: unknown) => {
        value = null;
        throw error;
      });
    return value;
  };
}
