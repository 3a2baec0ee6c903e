/** `docker load`: an archive of images, Docker's or an OCI image layout, becomes images. Nothing of it stays when something is wrong with it. */
import type { Files, Stat, Sys } from '../../sys/sys.ts';
import { S_IFLNK, S_IFMT, S_IFREG } from '../../sys/constants.ts';
import { familiarString, type Reference } from '../../wire/reference.ts';
import { feed } from '../archive/feed.ts';
import { cleanPath } from '../archive/path-name.ts';
import { isFailure, startProgram } from '../archive/program.ts';
import { DaemonError } from '../errors.ts';
import type { StreamWriter } from '../http/router.ts';
import type { Body } from '../../wire/http/message.ts';
import { addLayer } from './add-layer.ts';
import { blobPath, nameAnnotation, tagAnnotation, type ArchiveManifestEntry, type OciIndex } from './archive-format.ts';
import { chainIds, selectManifest, type ImageConfig, type Index, type Manifest } from './oci.ts';
import { nameImage } from './new-image.ts';
import { parse } from './resolve.ts';
import type { ImageStore } from './store.ts';

/** Bytes of a manifest, an index or a configuration, at most (as the distribution specification has it for manifests). */
const longestText = 4 * 1024 * 1024;

const invalid = (message: string): DaemonError => new DaemonError('internal', message);

/** Files of the unpacked archive. A link in it could name any file of this machine, so it is followed only inside. */
class Unpacked {
  readonly #files: Files;
  readonly #directory: string;

  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  has(name: string): boolean {
    return this.#files.exists(`${this.#directory}/${name}`);
  }

  /** @throws DaemonError */
  path(name: string): string {
    let inside = cleanPath(`/${name}`);
    for (let links = 0; links < 8; links++) {
      const path = this.#directory + inside;
      let stat: Stat;
      try {
        stat = this.#files.lstat(path);
      } catch {
        throw invalid(`open ${name}: no such file or directory`);
      }
      if ((stat.mode & S_IFMT) === S_IFREG) return path;
      if ((stat.mode & S_IFMT) !== S_IFLNK) break;
      const target = this.#files.readLink(path);
      inside = cleanPath(target.startsWith('/') ? target : `${inside}/../${target}`);
    }
    throw invalid(`invalid archive: ${name} is no file`);
  }

  text(name: string): string {
    const path = this.path(name);
    if (this.#files.lstat(path).size > longestText) throw invalid(`invalid archive: ${name} is too large`);
    return this.#files.readText(path);
  }

  json(name: string): unknown {
    try {
      return JSON.parse(this.text(name));
    } catch (error) {
      throw error instanceof DaemonError ? error : invalid(`invalid archive: ${name} is no JSON`);
    }
  }
}

/** An OCI layout's images in the form of Docker's manifest. */
function fromLayout(archive: Unpacked): ArchiveManifestEntry[] {
  const { manifests } = archive.json('index.json') as OciIndex;
  return manifests.map((descriptor) => {
    const isIndex = /index|manifest\.list/.test(descriptor.mediaType);
    const { digest } = isIndex ? selectManifest(archive.json(blobPath(descriptor.digest)) as Index) : descriptor;
    const manifest = archive.json(blobPath(digest)) as Manifest;
    const name = descriptor.annotations?.[nameAnnotation] ?? descriptor.annotations?.[tagAnnotation] ?? '';
    return {
      Config: blobPath(manifest.config.digest),
      RepoTags: /[:/]/.test(name) ? [name] : null,
      Layers: manifest.layers.map((layer) => blobPath(layer.digest)),
    };
  });
}

function entriesOf(archive: Unpacked): ArchiveManifestEntry[] {
  if (archive.has('manifest.json')) return archive.json('manifest.json') as ArchiveManifestEntry[];
  if (archive.has('index.json')) return fromLayout(archive);
  throw invalid('invalid archive: does not contain a manifest.json');
}

/** Layers that are missing are added, lowest first; all are verified against the configuration. @throws DaemonError */
async function loadLayers(store: ImageStore, archive: Unpacked, entry: ArchiveManifestEntry, diffIds: readonly string[]): Promise<void> {
  if (diffIds.length !== entry.Layers.length) throw invalid(`invalid manifest, layers length mismatch: expected ${diffIds.length}, got ${entry.Layers.length}`);
  const chain = chainIds(diffIds, (text) => store.sys.hashing.sha256(text));
  const added: string[] = [];
  try {
    for (const [i, diffId] of diffIds.entries()) {
      const chainId = chain[i] as string;
      if (store.layers.has(chainId)) continue;
      const source = store.sys.files.open(archive.path(entry.Layers[i] as string), 0, 0);
      added.push(chainId);
      const found = await addLayer(store, diffIds.slice(0, i), source, 'refused').finally(() => store.sys.files.close(source));
      if (found !== diffId) throw invalid(`invalid diffID for layer ${i}: expected "${diffId}", got "${found}"`);
    }
  } catch (error) {
    store.dropUnneeded(added);
    throw error;
  }
}

async function unpackArchive(sys: Sys, directory: string, body: Body): Promise<void> {
  const [source, input] = sys.sockets.pipe();
  sys.sockets.setBlocking(source, true);
  const running = startProgram<object>(sys, ['unpack', directory, 'into=/'], (result) => [source, result, 2]);
  sys.files.close(source);
  await feed(sys, body, input);
  const outcome = await running.result;
  if (isFailure(outcome)) throw invalid(outcome.error);
}

/** @throws DaemonError */
export async function loadImages(store: ImageStore, body: Body, writer: StreamWriter): Promise<void> {
  const directory = store.temporaryDirectory();
  const say = (text: string): Promise<void> => writer.write(`${JSON.stringify({ stream: `${text}\n` })}\r\n`);
  try {
    await unpackArchive(store.sys, directory, body);
    const archive = new Unpacked(store.sys.files, directory);
    for (const entry of entriesOf(archive)) {
      const configText = archive.text(entry.Config);
      const config = JSON.parse(configText) as ImageConfig;
      if (config.os !== 'linux') throw invalid(`cannot load ${config.os} image on linux`);
      await loadLayers(store, archive, entry, config.rootfs.diff_ids);
      const id = store.add(configText);
      for (const name of (entry.RepoTags ?? []).map(parse) as Reference[]) {
        nameImage(store, id, name);
        await say(`Loaded image: ${familiarString(name)}`);
      }
      if (!entry.RepoTags?.length) await say(`Loaded image ID: ${id}`);
    }
  } finally {
    store.sys.files.removeAll(directory);
  }
}
