/** `GET /distribution/{name}/json`: what a registry has under a name, without pulling it. */
import type { Reference } from '../../wire/reference.ts';
import { mediaTypes, type Descriptor, type ImageConfig, type Index, type Manifest } from '../images/oci.ts';
import type { Credentials } from './credentials.ts';
import { fetchManifest, fetchText, type Fetching } from './fetch.ts';
import type { Registries } from './registries.ts';

interface Platform {
  readonly architecture: string;
  readonly os: string;
}

export interface DistributionInspect {
  readonly Descriptor: Pick<Descriptor, 'mediaType' | 'digest' | 'size'>;
  readonly Platforms: readonly Platform[];
}

async function platformsOf(fetching: Fetching, mediaType: string, text: string): Promise<readonly Platform[]> {
  const indexes: readonly string[] = mediaTypes.indexes;
  if (indexes.includes(mediaType)) return (JSON.parse(text) as Index).manifests.flatMap(({ platform }) => (platform ? [platform] : []));
  const { config } = JSON.parse(text) as Manifest;
  const { architecture, os } = JSON.parse(await fetchText(fetching, config.digest)) as ImageConfig;
  return [{ architecture, os }];
}

/** @throws DaemonError */
export async function describe(registries: Registries, reference: Reference, credentials: Credentials | null): Promise<DistributionInspect> {
  const session = registries.session(reference, credentials, 'pull');
  const connection = await session.connect();
  try {
    const fetching = { session, connection, reference };
    const { text, mediaType } = await fetchManifest(fetching, reference);
    const digest = `sha256:${registries.sys.hashing.sha256(text)}`;
    const size = new TextEncoder().encode(text).length;
    return { Descriptor: { mediaType, digest, size }, Platforms: await platformsOf(fetching, mediaType, text) };
  } finally {
    connection.http.close();
  }
}
