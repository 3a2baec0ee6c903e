import type { ManifestAnswer, ManifestText } from '../../api/manifests.ts';
import { readJson } from '../../wire/http/client.ts';
import { parseReference, withDefaultTag, type Reference } from '../../wire/reference.ts';
import { toBase64 } from '../base64.ts';
import { ApiFailure } from '../client.ts';
import { isSet, Refusal, type Command, type Context } from '../command.ts';
import { registryAuth } from '../credentials.ts';

interface Index {
  readonly manifests: readonly { readonly mediaType: string; readonly size: number; readonly digest: string; readonly platform?: object }[];
}

function fullName({ domain, path, tag, digest }: Reference): string {
  return `${domain}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The registry of this machine speaks no TLS, which Docker's client takes only when it is told to. */
const isInsecure = ({ domain }: Reference): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?$/.test(domain);

function refusal(error: unknown, reference: Reference): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { status, message } = error;
  if (/^Get "http.*: dial tcp/.test(message)) {
    return new Refusal(`failed to configure transport: error pinging v2 registry: ${message.replace('"http:', '"https:')}`);
  }
  if (message.startsWith('pull access denied')) {
    return new Refusal('errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n');
  }
  return status === 404 ? new Refusal(`no such manifest: ${fullName(reference)}`) : new Refusal(message);
}

async function fetch({ client, sys, flags }: Context, reference: Reference): Promise<ManifestAnswer> {
  const path = `/drydock/manifests/${fullName(reference)}`;
  try {
    const answer = await client.call('GET', path, undefined, { 'X-Registry-Auth': await registryAuth(sys, reference.domain) });
    if (!isInsecure(reference) || isSet(flags, 'insecure')) return await readJson<ManifestAnswer>(answer);
  } catch (error) {
    throw refusal(error, reference);
  }
  throw new Refusal(`no such manifest: ${fullName(reference)}`);
}

/** An index of either kind is shown as Docker's. */
function asList(text: string): object {
  const manifests = (JSON.parse(text) as Index).manifests.map(({ mediaType, size, digest, platform }) => ({ mediaType, size, digest, platform }));
  return { schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json', manifests };
}

function described({ sys }: Context, reference: string, { text, mediaType, platform }: ManifestText, isMember: boolean): object {
  const digest = `sha256:${sys.hashing.sha256(text)}`;
  const descriptor = { mediaType, digest, size: new TextEncoder().encode(text).length, platform };
  const kind = mediaType.includes('.oci.') ? 'OCIManifest' : 'SchemaV2Manifest';
  return { Ref: isMember ? `${reference}@${digest}` : reference, Descriptor: descriptor, Raw: toBase64(text), [kind]: JSON.parse(text) as object };
}

/** The indentation is Docker's. */
function shown(context: Context, reference: string, { named, members }: ManifestAnswer): string {
  const isIndex = named.platform === undefined;
  if (!isSet(context.flags, 'verbose')) return isIndex ? JSON.stringify(asList(named.text), null, 3) : JSON.stringify(JSON.parse(named.text), null, '\t');
  const all = isIndex ? members.map((member) => described(context, reference, member, true)) : described(context, reference, named, false);
  return JSON.stringify(all, null, '\t');
}

export const command: Command = {
  experimental: true,
  usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
  options: `
      --insecure   Allow communication with an insecure registry
  -v, --verbose    Output additional info including layers and platform
`,
  args: [1, 2],
  async run(context) {
    const { args, print } = context;
    const reference = withDefaultTag(parseReference(args.at(-1) as string));
    // Lists that are being made on this machine: there are none.
    if (args.length > 1) throw new Refusal(`No such manifest: ${fullName(reference)}`);
    print(`${shown(context, fullName(reference), await fetch(context, reference))}\n`);
    return 0;
  },
};
