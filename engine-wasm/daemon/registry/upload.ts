/** The push side of the OCI Distribution API: blobs in, by mount or by upload, and the manifest that names them. */
import type { Body } from '../../wire/http/message.ts';
import { readText, type HttpRequest, type HttpResponse } from '../../wire/http/client.ts';
import { DaemonError } from '../errors.ts';
import { refusalOf } from './refusal.ts';
import type { RegistryConnection, RegistrySession } from './session.ts';

/** An open connection of a session, and the repository that is pushed to. */
export interface Pushing {
  readonly session: RegistrySession;
  readonly connection: RegistryConnection;
  readonly path: string;
}

async function expect({ session, connection }: Pushing, request: HttpRequest, statuses: readonly number[]): Promise<HttpResponse> {
  const response = await session.request(connection, request);
  if (!statuses.includes(response.status)) throw await refusalOf(response, `${session.endpoint.base}${request.target}`);
  return response;
}

/** Bytes of a blob that the registry has in the repository; `null` when it has not. @throws DaemonError */
export async function sizeOfBlob(pushing: Pushing, digest: string): Promise<number | null> {
  const { status, headers } = await expect(pushing, { method: 'HEAD', target: `/v2/${pushing.path}/blobs/${digest}` }, [200, 404]);
  return status === 200 ? Number(headers.get('content-length') ?? NaN) : null;
}

/** `Location` may be absolute, and may have a query of the registry's own. */
function locationOf({ session }: Pushing, { headers }: HttpResponse): string {
  const location = headers.get('location') ?? '';
  const path = location.startsWith('/') ? location : /^https?:\/\/[^/]+(\/.*)$/.exec(location)?.[1];
  if (path === undefined) throw new DaemonError('internal', `${session.endpoint.base}: the registry did not say where to upload to`);
  return path;
}

/** Whether the registry took the blob over from another of its repositories; if not, where it is to be uploaded to. @throws DaemonError */
export async function startUpload(
  pushing: Pushing,
  mount?: { readonly digest: string; readonly from: string },
): Promise<{ mounted: boolean; location: string }> {
  const query = mount ? `?mount=${encodeURIComponent(mount.digest)}&from=${encodeURIComponent(mount.from)}` : '';
  const response = await expect(pushing, { method: 'POST', target: `/v2/${pushing.path}/blobs/uploads/${query}` }, [201, 202]);
  await readText(response);
  return { mounted: response.status === 201, location: response.status === 201 ? '' : locationOf(pushing, response) };
}

/** Where an upload that broke off goes on (section "Resuming an upload"). */
export interface UploadBegun {
  readonly location: string;
  /** Bytes that the registry has. */
  readonly from: number;
}

/**
 * `null` when it has to be begun anew: the registry knows it no longer, as Docker's own does when it is not told of the end of a request, or has nothing
 * of it. `0-0` is nothing: so registries say it, and a single byte is no loss. @throws DaemonError
 */
export async function askUpload(pushing: Pushing, location: string): Promise<UploadBegun | null> {
  const response = await pushing.session.request(pushing.connection, { method: 'GET', target: location });
  await readText(response);
  const last = Number(/^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1] ?? 0);
  if (response.status !== 204 || last === 0) return null;
  return { location: response.headers.has('location') ? locationOf(pushing, response) : location, from: last + 1 };
}

/** In one chunked request: what is to come is not known in length. Returns where to finish. @throws DaemonError */
export async function sendBlob(pushing: Pushing, location: string, body: Body): Promise<string> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  const response = await expect(pushing, { method: 'PATCH', target: location, headers, body }, [202]);
  await readText(response);
  return locationOf(pushing, response);
}

/** @throws DaemonError */
export async function finishUpload(pushing: Pushing, location: string, digest: string, body?: string): Promise<void> {
  const target = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
  await readText(await expect(pushing, { method: 'PUT', target, ...(body !== undefined && { body }) }, [201, 204]));
}

/** @throws DaemonError */
export async function putManifest(pushing: Pushing, tag: string, mediaType: string, text: string): Promise<void> {
  const request = { method: 'PUT', target: `/v2/${pushing.path}/manifests/${tag}`, headers: { 'Content-Type': mediaType }, body: text };
  await readText(await expect(pushing, request, [200, 201, 202]));
}
