/** `docker save`: images, their names and layers as one archive, which Docker and OCI tools read. */
import { FdStream } from '../../sys/fd-stream.ts';
import type { Fd, Sys } from '../../sys/sys.ts';
import { familiarName, familiarString, withDefaultTag, type Reference } from '../../wire/reference.ts';
import { tarEnd, tarHeader, tarPadding } from '../archive/tar.ts';
import { inBackground } from '../background.ts';
import { DaemonError, notFound } from '../errors.ts';
import type { Reply } from '../http/router.ts';
import { blobPath, nameAnnotation, ociTypes, tagAnnotation, type ArchiveManifestEntry, type OciIndex } from './archive-format.ts';
import { writeLayer, type ConnectHost } from './layer-archive.ts';
import { findImage, parse } from './resolve.ts';
import type { ImageStore, StoredImage } from './store.ts';

const encoder = new TextEncoder();

interface Wanted {
  readonly image: StoredImage;
  readonly names: Reference[];
}

/** Without the tag that was not given in the text of its error. */
function findAsGiven(store: ImageStore, text: string): StoredImage {
  try {
    return findImage(store, text);
  } catch (error) {
    throw error instanceof DaemonError && error.kind === 'not-found' ? notFound(`No such image: ${text}`) : error;
  }
}

/** What each argument of `docker save` asks for: an image by id comes without names, a repository with all its tags. @throws DaemonError */
function select(store: ImageStore, arguments_: readonly string[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  const add = (image: StoredImage, name?: Reference): void => {
    const entry = wanted.get(image.id) ?? { image, names: [] };
    wanted.set(image.id, entry);
    if (name) entry.names.push(name);
  };
  for (const text of arguments_) {
    const image = findAsGiven(store, text);
    if (/^(sha256:)?[0-9a-f]+$/.test(text) && image.id.includes(text)) {
      add(image);
      continue;
    }
    const reference = parse(text);
    const isRepository = reference.tag === undefined && reference.digest === undefined;
    const tags = isRepository ? store.names.inRepository(reference) : [withDefaultTag(reference)];
    for (const name of tags) add(findImage(store, familiarString(name)), name);
  }
  return [...wanted.values()];
}

/** Entries go straight to the client; layers are written there by a program. */
class ArchiveWriter {
  readonly #connectHost: ConnectHost;
  readonly #client: Fd;
  readonly #stream: FdStream;
  readonly #mtime: number;

  constructor(sys: Sys, client: Fd, connectHost: ConnectHost) {
    this.#connectHost = connectHost;
    this.#client = client;
    this.#stream = new FdStream(sys, client);
    this.#mtime = Math.floor(sys.clock.now() / 1000);
  }

  async directory(name: string): Promise<void> {
    await this.#stream.write(tarHeader({ name: `${name}/`, size: 0, mode: 0o755, mtime: this.#mtime }));
  }

  async text(name: string, text: string): Promise<void> {
    const bytes = encoder.encode(text);
    await this.#stream.write(tarHeader({ name, size: bytes.length, mtime: this.#mtime }));
    await this.#stream.write(bytes);
    await this.#stream.write(tarPadding(bytes.length));
  }

  async layer(store: ImageStore, chainId: string): Promise<void> {
    const size = store.layers.tarSize(chainId);
    await this.#stream.write(tarHeader({ name: blobPath(store.layers.diffId(chainId)), size, mtime: this.#mtime }));
    await writeLayer(store, this.#connectHost, chainId, this.#client);
    await this.#stream.write(tarPadding(size));
  }

  async end(): Promise<void> {
    await this.#stream.write(tarEnd);
  }

  close(): void {
    this.#stream.close();
  }
}

const json = (value: unknown): string => JSON.stringify(value);

function layerDescriptors(store: ImageStore, image: StoredImage): { mediaType: string; digest: string; size: number }[] {
  return image.layers.map((chainId) => ({ mediaType: ociTypes.layer, digest: store.layers.diffId(chainId), size: store.layers.tarSize(chainId) }));
}

function ociName(name: Reference): Readonly<Record<string, string>> {
  return { [nameAnnotation]: `${name.domain}/${name.path}:${name.tag ?? ''}`, [tagAnnotation]: name.tag ?? '' };
}

/** Docker's older list of names: by repository and tag, the top layer. */
function repositories(wanted: readonly Wanted[]): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const { image, names } of wanted) {
    const top = image.config.rootfs.diff_ids.at(-1) ?? '';
    for (const name of names) (found[familiarName(name)] ??= {})[name.tag ?? ''] = top.slice(7);
  }
  return found;
}

async function write(store: ImageStore, wanted: readonly Wanted[], writer: ArchiveWriter): Promise<void> {
  const manifests: OciIndex['manifests'][number][] = [];
  const entries: (ArchiveManifestEntry & { readonly LayerSources: object })[] = [];
  const written = new Set<string>();
  await writer.directory('blobs');
  await writer.directory('blobs/sha256');
  for (const { image, names } of wanted) {
    const configText = store.configText(image.id);
    const layers = layerDescriptors(store, image);
    const config = { mediaType: ociTypes.config, digest: image.id, size: encoder.encode(configText).length };
    const manifest = json({ schemaVersion: 2, mediaType: ociTypes.manifest, config, layers });
    const digest = `sha256:${store.sys.hashing.sha256(manifest)}`;
    await writer.text(blobPath(image.id), configText);
    await writer.text(blobPath(digest), manifest);
    for (const [i, chainId] of image.layers.entries()) {
      const diffId = (layers[i] as { digest: string }).digest;
      if (!written.has(diffId)) await writer.layer(store, chainId);
      written.add(diffId);
    }
    const described = { mediaType: ociTypes.manifest, digest, size: manifest.length };
    manifests.push(...(names.length > 0 ? names.map((name) => ({ ...described, annotations: ociName(name) })) : [described]));
    entries.push({
      Config: blobPath(image.id),
      RepoTags: names.length > 0 ? names.map(familiarString) : null,
      Layers: layers.map((layer) => blobPath(layer.digest)),
      LayerSources: Object.fromEntries(layers.map((layer) => [layer.digest, layer])),
    });
  }
  await writer.text('index.json', json({ schemaVersion: 2, mediaType: ociTypes.index, manifests }));
  await writer.text('manifest.json', json(entries));
  await writer.text('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  await writer.text('repositories', json(repositories(wanted)));
  await writer.end();
}

/** @throws DaemonError not-found before anything is sent */
export function saveImages(store: ImageStore, connectHost: ConnectHost, names: readonly string[]): Reply {
  const wanted = select(store, names);
  return {
    kind: 'handover',
    status: 200,
    contentType: 'application/x-tar',
    take: (client) => {
      const writer = new ArchiveWriter(store.sys, client, connectHost);
      inBackground(
        write(store, wanted, writer).finally(() => writer.close()),
        'docker save',
      );
    },
  };
}
