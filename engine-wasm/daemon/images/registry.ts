/** The daemon's side of the OCI Distribution API: who answers for a name, and what Docker says when it does not. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys, SysError } from '../../sys/sys.ts';
import { HttpConnection, readText, type HttpResponse } from '../../wire/http/client.ts';
import { defaultDomain, familiarName, familiarString, type Reference } from '../../wire/reference.ts';
import { DaemonError, notFound } from '../errors.ts';
import { mediaTypes } from './oci.ts';

/** Where a registry listens. */
interface Endpoint {
  readonly base: string;
  readonly host: string;
  readonly port: number;
}

function failed(endpoint: Endpoint, cause: string): DaemonError {
  return new DaemonError('internal', `Get "${endpoint.base}/v2/": dial tcp${cause}`);
}

/** This machine reaches what /etc/hosts names and no more: it has no name server. */
function addressOf(sys: Sys, endpoint: Endpoint): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(endpoint.host)) return endpoint.host;
  const lines = sys.files
    .readText('/etc/hosts')
    .split('\n')
    .map((line) => (line.split('#', 1)[0] as string).trim().split(/\s+/));
  const found = lines.find(([, ...names]) => names.includes(endpoint.host))?.[0];
  if (found === undefined) throw failed(endpoint, `: lookup ${endpoint.host}: no such host`);
  return found;
}

function endpointOf(url: string): Endpoint {
  const [, scheme, host, port] = /^(https?):\/\/([^:/]+)(?::(\d+))?\/?$/.exec(url) ?? [];
  if (!scheme || !host) throw new DaemonError('internal', `invalid mirror: ${url}`);
  return { base: url.replace(/\/$/, ''), host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
}

/** An open connection and its descriptor, for bodies that go to another program. */
export interface RegistryConnection {
  readonly http: HttpConnection;
  readonly stream: FdStream;
  /** The registry's name in messages of its errors. */
  readonly base: string;
}

export interface BlobBody {
  /** The rest of the body is read from here, and the connection closed after it. */
  readonly fd: Fd;
  /** What was already read of it. */
  readonly begun: Uint8Array;
  /** Bytes in all. */
  readonly size: number;
}

export class Registry {
  readonly #sys: Sys;
  readonly #mirrors: readonly string[];
  readonly #hostLayers: string | undefined;

  /** `mirrors` of the default registry; `hostLayers` is the URL of the host's service for layers of theirs (api/layers.ts). */
  constructor(sys: Sys, mirrors: readonly string[], hostLayers?: string) {
    this.#sys = sys;
    this.#mirrors = mirrors;
    this.#hostLayers = hostLayers;
  }

  /** @throws DaemonError with the text that Docker has for a registry that cannot be reached */
  async connect(reference: Reference): Promise<RegistryConnection> {
    const mirror = reference.domain === defaultDomain ? this.#mirrors[0] : undefined;
    const endpoint = endpointOf(mirror ?? `https://${reference.domain === defaultDomain ? `registry-1.${defaultDomain}` : reference.domain}`);
    return this.#dial(endpoint);
  }

  /** To who prepares the layers of this reference on the host; `null` when they are unpacked here. @throws DaemonError */
  async connectHostLayers({ domain }: Pick<Reference, 'domain'>): Promise<RegistryConnection | null> {
    if (this.#hostLayers === undefined || domain !== defaultDomain) return null;
    return this.#dial(endpointOf(this.#hostLayers));
  }

  async #dial(endpoint: Endpoint): Promise<RegistryConnection> {
    const address = addressOf(this.#sys, endpoint);
    try {
      const stream = new FdStream(this.#sys, await this.#sys.sockets.connectTcp(address, endpoint.port));
      return { http: new HttpConnection(stream, endpoint.host), stream, base: endpoint.base };
    } catch (error) {
      throw failed(endpoint, ` ${address}:${endpoint.port}: connect: ${reasonOf(error as SysError)}`);
    }
  }
}

function reasonOf({ code, message }: SysError): string {
  return code === 'ECONNREFUSED' ? 'connection refused' : code === 'ENETUNREACH' ? 'network is unreachable' : message;
}

const denied = { code: 'DENIED', message: 'requested access to the resource is denied' };

/** moby's translatePullError. */
async function refusal(response: HttpResponse, reference: Reference): Promise<DaemonError> {
  const text = await readText(response);
  const first = parseErrors(text)[0];
  if (!first) return new DaemonError('internal', `received unexpected HTTP status: ${response.status}`);
  // Who asks without an account is refused, as a client with an anonymous token is by Docker's own registry: that answer is the one people know.
  const { code, message } = first.code === 'UNAUTHORIZED' ? denied : first;
  const said = `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`;
  if (code === 'DENIED') return notFound(`pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${said}`);
  if (code === 'MANIFEST_UNKNOWN') return notFound(`manifest for ${familiarString(reference)} not found: ${said}`);
  if (code === 'NAME_UNKNOWN') return notFound(`repository ${familiarName(reference)} not found: ${said}`);
  return new DaemonError('internal', said);
}

function parseErrors(text: string): readonly { code: string; message: string }[] {
  try {
    return (JSON.parse(text) as { errors?: { code: string; message: string }[] }).errors ?? [];
  } catch {
    return [];
  }
}

async function get(connection: RegistryConnection, reference: Reference, rest: string, headers: Record<string, string>): Promise<HttpResponse> {
  const response = await connection.http.request({ method: 'GET', target: `/v2/${reference.path}/${rest}`, headers });
  if (response.status !== 200) throw await refusal(response, reference);
  return response;
}

export interface FetchedManifest {
  readonly text: string;
  readonly mediaType: string;
}

/** @throws DaemonError */
export async function fetchManifest(connection: RegistryConnection, reference: Reference): Promise<FetchedManifest> {
  const accept = [...mediaTypes.manifests, ...mediaTypes.indexes].join(', ');
  const response = await get(connection, reference, `manifests/${reference.digest ?? reference.tag ?? 'latest'}`, { Accept: accept });
  return { text: await readText(response), mediaType: response.headers.get('content-type') ?? '' };
}

/** A small blob as text. @throws DaemonError */
export async function fetchText(connection: RegistryConnection, reference: Reference, digest: string): Promise<string> {
  return readText(await get(connection, reference, `blobs/${digest}`, {}));
}

/** Asks for a blob and leaves its bytes in the socket; the connection is used up. @throws DaemonError */
export async function openBlob(connection: RegistryConnection, reference: Reference, digest: string): Promise<BlobBody> {
  const response = await get(connection, reference, `blobs/${digest}`, { Connection: 'close' });
  const size = Number(response.headers.get('content-length') ?? NaN);
  if (!(size >= 0)) throw new DaemonError('internal', `blob ${digest}: the registry did not say its length`);
  const begun = connection.http.takeBuffered();
  return { fd: connection.stream.release(), begun, size };
}

export async function fetchTags(connection: RegistryConnection, reference: Reference): Promise<readonly string[]> {
  const text = await readText(await get(connection, reference, 'tags/list', {}));
  return (JSON.parse(text) as { tags: readonly string[] }).tags;
}
