/** `GET /drydock/manifests/{name}`: manifests as a registry has them. Docker's client asks the registry itself; ours reaches it by way of the daemon, as all else does. */
import type { ManifestAnswer, ManifestText } from '../../api/manifests.ts';
import type { Reference } from '../../wire/reference.ts';
import { mediaTypes, type ImageConfig, type Index, type Manifest } from '../images/oci.ts';
import type { Credentials } from './credentials.ts';
import { fetchManifest, fetchText, type FetchedManifest, type Fetching } from './fetch.ts';
import type { Registries } from './registries.ts';

const isIndex = ({ mediaType }: FetchedManifest): boolean => (mediaTypes.indexes as readonly string[]).includes(mediaType);

/** With the platform that the image says it is for. */
async function withPlatform(fetching: Fetching, manifest: FetchedManifest): Promise<ManifestText> {
  const { config } = JSON.parse(manifest.text) as Manifest;
  const { architecture, os, variant } = JSON.parse(await fetchText(fetching, config.digest)) as ImageConfig;
  return { ...manifest, platform: { architecture, os, ...(variant !== undefined && { variant }) } };
}

/** What an index names comes with it. @throws DaemonError */
export async function readManifests(registries: Registries, reference: Reference, credentials: Credentials | null): Promise<ManifestAnswer> {
  const session = registries.session(reference, credentials, 'pull');
  const connection = await session.connect();
  try {
    const fetching = { session, connection, reference };
    const named = await fetchManifest(fetching, reference);
    if (!isIndex(named)) return { named: await withPlatform(fetching, named), members: [] };
    const members: ManifestText[] = [];
    for (const { digest, platform } of (JSON.parse(named.text) as Index).manifests) members.push({ ...(await fetchManifest(fetching, { digest })), platform });
    return { named, members };
  } finally {
    connection.http.close();
  }
}
