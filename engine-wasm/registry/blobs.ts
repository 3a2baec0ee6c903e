/** The hub for whoever runs beside it: blobs as bytes. */
import { HttpConnection, readText } from '../wire/http/client.ts';
import { streamPair } from '../wire/memory-stream.ts';
import type { Hub } from './hub.ts';

interface Destination {
  readonly location: string;
  readonly authorization: string;
}

/** `PATCH`es the whole of an upload that was begun, over HTTP like any other client; returns where it is to be finished. @throws Error with the hub's words */
async function append(hub: Hub, { location, authorization }: Destination, blob: Uint8Array): Promise<string> {
  const [client, server] = streamPair();
  void hub.serve(server);
  try {
    const headers = { 'Content-Type': 'application/octet-stream', Connection: 'close', ...(authorization !== '' && { Authorization: authorization }) };
    const response = await new HttpConnection(client, 'hub').request({ method: 'PATCH', target: location, headers, body: blob });
    const said = await readText(response);
    const next = response.headers.get('location');
    if (response.status !== 202 || next === undefined) throw new Error(`the hub answered ${response.status}: ${said}`);
    return next;
  } finally {
    client.close();
  }
}

export function hubBlobs(hub: Hub): {
  read(digest: string, start: number, end: number): AsyncIterable<Uint8Array>;
  send(destination: Destination, blob: Uint8Array): Promise<string>;
} {
  return {
    read: (digest, start, end) => hub.catalog.read(digest, start, end),
    send: (destination, blob) => append(hub, destination, blob),
  };
}
