/** A hub in memory with a library of one image, and clients of it that speak HTTP over a stream. */
import { createHash } from 'node:crypto';
import { HttpConnection, readText, type HttpRequest } from '../../wire/http/client.ts';
import { streamPair } from '../../wire/memory-stream.ts';
import type { BlobSource } from '../content.ts';
import { Hub } from '../hub.ts';
import { memoryStorage } from '../storage/memory.ts';
import type { HubStorage } from '../storage/storage.ts';

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const digestOf = (text: string | Uint8Array): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const layer = 'the bytes of a layer';
export const manifest = '{"schemaVersion":2}';

const encoder = new TextEncoder();
const contents = new Map([layer, manifest].map((text) => [digestOf(text), text]));

/** `asked` is told the digest of each blob that is read. */
export function testLibrary(asked: string[] = []): BlobSource {
  return {
    index: () =>
      Promise.resolve({
        repositories: {
          'library/box': {
            description: 'A box for tests',
            tags: { latest: digestOf(manifest), '1.0': digestOf(manifest), '2.0': digestOf(manifest) },
            manifests: { [digestOf(manifest)]: manifestType },
            blobs: { [digestOf(layer)]: layer.length, [digestOf(manifest)]: manifest.length },
          },
        },
      }),
    async *read(digest, start, end) {
      asked.push(digest);
      for (const letter of (contents.get(digest) ?? '').slice(start, end)) yield encoder.encode(letter);
      await Promise.resolve();
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly json: unknown;
  /** The first error's code. */
  readonly code: string | undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export class HubClient {
  readonly #http: HttpConnection;
  readonly #credentials: string | undefined;

  /** With `user:password`, requests have the token that their scope needs. */
  constructor(hub: Hub, credentials?: string) {
    const [client, server] = streamPair();
    void hub.serve(server);
    this.#http = new HttpConnection(client, 'hub');
    this.#credentials = credentials;
  }

  async request(method: string, target: string, extra: Pick<HttpRequest, 'headers' | 'body'> = {}): Promise<Reply> {
    const { status, headers, ...response } = await this.#http.request({ method, target, ...extra });
    const text = await readText({ status, headers, ...response });
    const json = parsed(text);
    return { status, headers, text, json, code: (json as { errors?: { code: string }[] } | undefined)?.errors?.[0]?.code };
  }

  get basic(): Record<string, string> {
    return this.#credentials === undefined ? {} : { Authorization: `Basic ${btoa(this.#credentials)}` };
  }

  async token(scope: string): Promise<Record<string, string>> {
    const { json } = await this.request('GET', `/token?service=hub&scope=${scope}`, { headers: this.basic });
    return { Authorization: `Bearer ${(json as { token: string }).token}` };
  }

  /** With a token for everything in the repository that the target names. */
  async authorized(method: string, target: string, { headers, body }: Pick<HttpRequest, 'headers' | 'body'> = {}): Promise<Reply> {
    const name = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(target)?.[1] ?? '';
    return this.request(method, target, { headers: { ...(await this.token(`repository:${name}:*`)), ...headers }, ...(body !== undefined && { body }) });
  }

  /** In one request. */
  async pushBlob(name: string, text: string): Promise<Reply> {
    return this.authorized('POST', `/v2/${name}/blobs/uploads/?digest=${digestOf(text)}`, { body: text });
  }

  /** An image of one layer; returns its manifest. */
  async pushImage(name: string, tag: string, config = '{"architecture":"386","os":"linux"}', extra: object = {}): Promise<string> {
    for (const blob of [config, layer]) await this.pushBlob(name, blob);
    const describe = (text: string, kind: string): object => ({ mediaType: `application/vnd.oci.image.${kind}`, digest: digestOf(text), size: text.length });
    const text = JSON.stringify({ schemaVersion: 2, config: describe(config, 'config.v1+json'), layers: [describe(layer, 'layer.v1.tar')], ...extra });
    const { status } = await this.authorized('PUT', `/v2/${name}/manifests/${tag}`, { headers: { 'Content-Type': manifestType }, body: text });
    if (status !== 201) throw new Error(`${name}:${tag}: ${status}`);
    return text;
  }
}

/** A hub where alice and bob have accounts. */
export async function testHub(storage: HubStorage = memoryStorage()): Promise<{ hub: Hub; anybody: HubClient; alice: HubClient; bob: HubClient }> {
  const hub = new Hub(testLibrary(), storage);
  const anybody = new HubClient(hub);
  for (const username of ['alice', 'bob']) await anybody.request('POST', '/v1/users/', { body: JSON.stringify({ username, password: `${username}'s` }) });
  return { hub, anybody, alice: new HubClient(hub, "alice:alice's"), bob: new HubClient(hub, "bob:bob's") };
}
