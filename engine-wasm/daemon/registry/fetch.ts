/** The pull side of the OCI Distribution API. */
import type { Fd } from '../../sys/sys.ts';
import { readText, type HttpResponse } from '../../wire/http/client.ts';
import type { Reference } from '../../wire/reference.ts';
import { DaemonError } from '../errors.ts';
import { mediaTypes } from '../images/oci.ts';
import { pullRefusal } from './refusal.ts';
import type { RegistryConnection, RegistrySession } from './session.ts';

/** An open connection of a session, and what it is about. */
export interface Fetching {
  readonly session: RegistrySession;
  readonly connection: RegistryConnection;
  readonly reference: Reference;
}

export interface BlobBody {
  /** The rest of the body is read from here, and the connection closed after it. */
  readonly fd: Fd;
  /** What was already read of it. */
  readonly begun: Uint8Array;
}

async function get({ session, connection, reference }: Fetching, rest: string, headers: Record<string, string>): Promise<HttpResponse> {
  const response = await session.request(connection, { method: 'GET', target: `/v2/${reference.path}/${rest}`, headers });
  if (response.status !== 200 && response.status !== 206) throw await pullRefusal(response, reference);
  return response;
}

/** Bytes of a manifest or a configuration (OCI Distribution Specification, "Pushing Manifests", has registries take no more). */
const longestText = 4 * 1024 * 1024;

export interface FetchedManifest {
  readonly text: string;
  readonly mediaType: string;
}

/** @throws DaemonError */
export async function fetchManifest(fetching: Fetching, { digest, tag }: { readonly digest?: string; readonly tag?: string }): Promise<FetchedManifest> {
  const known: readonly string[] = [...mediaTypes.manifests, ...mediaTypes.indexes];
  const response = await get(fetching, `manifests/${digest ?? tag ?? 'latest'}`, { Accept: known.join(', ') });
  const mediaType = (response.headers.get('content-type') ?? '').split(';', 1)[0] as string;
  if (!known.includes(mediaType)) throw new DaemonError('internal', `unsupported manifest media type and no default available: ${mediaType}`);
  return { text: await readText(response, longestText), mediaType };
}

/** A small blob as text. @throws DaemonError */
export async function fetchText(fetching: Fetching, digest: string): Promise<string> {
  return readText(await get(fetching, `blobs/${digest}`, {}), longestText);
}

/** Asks for a blob of `size` bytes from byte `from` on, and leaves its bytes in the socket; the connection is used up. @throws DaemonError */
export async function openBlob({ session, reference }: Omit<Fetching, 'connection'>, digest: string, size: number, from: number): Promise<BlobBody> {
  const connection = await session.connect();
  try {
    const range = from > 0 ? { Range: `bytes=${from}-` } : {};
    const response = await get({ session, connection, reference }, `blobs/${digest}`, { Connection: 'close', ...range });
    const length = Number(response.headers.get('content-length') ?? NaN);
    if (length !== size - from) throw new DaemonError('internal', `blob ${digest}: the registry sends ${length} bytes, not ${size - from}`);
    const begun = connection.http.takeBuffered();
    return { fd: connection.stream.release(), begun };
  } catch (error) {
    connection.http.close();
    throw error;
  }
}

/** @throws DaemonError */
export async function fetchTags(fetching: Fetching): Promise<readonly string[]> {
  return (JSON.parse(await readText(await get(fetching, 'tags/list', {}))) as { tags: readonly string[] }).tags;
}
