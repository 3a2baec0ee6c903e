/** A Debian repository for the containers' apt, as static files over HTTP (https://wiki.debian.org/DebianRepository/Format). */
import { empty, type Answer } from '../../registry/answer.ts';
import type { HubRequest } from '../../registry/request.ts';
import { serveConnection } from '../../registry/serve.ts';
import type { ServiceHandler } from '../link.ts';

/** Path → bytes. A static server may answer anything for a file that it does not have, so what there is must be known. */
export type PackageIndex = Readonly<Record<string, number>>;

export const packageIndexPath = 'files.json';

export interface PackageFiles {
  index(): Promise<PackageIndex>;
  /** A file's bytes, as they arrive. */
  read(path: string, size: number): AsyncIterable<Uint8Array>;
}

export async function answerFrom(files: PackageFiles, { method, path }: Pick<HubRequest, 'method' | 'path'>): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return empty(405, [['Allow', 'GET, HEAD']]);
  const index = await files.index().catch(() => null);
  if (!index) return empty(503);
  const name = path.slice(1);
  const size = Object.hasOwn(index, name) ? index[name] : undefined;
  if (size === undefined) return empty(404);
  return { status: 200, headers: [['Content-Type', 'application/octet-stream']], length: size, body: () => files.read(name, size) };
}

export function servePackages(files: PackageFiles): ServiceHandler {
  return (stream) => void serveConnection(stream, (request) => answerFrom(files, request));
}
