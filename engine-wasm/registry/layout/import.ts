/** Takes in what {@link exportLayout} wrote, or any image layout whose images have names: all of it, or nothing. */
import { unpackTar } from 'modern-tar';
import type { ImportedRegistry } from '../../api/hub.ts';
import { ownerOf } from '../access.ts';
import { noRepository, type Catalog, type StoredBlob } from '../catalog.ts';
import type { Descriptor } from '../content.ts';
import { digestOf, joined } from '../digest.ts';
import { digestForm, isName, tagForm } from '../forms.ts';
import { readManifest, type PushedManifest } from '../manifest.ts';
import { indexType } from '../pull.ts';
import { withManifest } from '../push.ts';
import type { HubStorage, PushedRepository } from '../storage/storage.ts';
import { annotation } from './annotations.ts';

interface Blob {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
}

interface Layout {
  readonly index: string;
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Blob>;
}

const invalid = (what: string): Error => new Error(`This is no registry’s file: ${what}.`);

async function storeBlob(storage: HubStorage, bytes: Uint8Array, started: (file: string) => void): Promise<Blob> {
  const writer = storage.create();
  started(writer.name);
  await writer.write(bytes);
  await writer.close();
  return { file: writer.name, size: bytes.length };
}

/** Stores the blobs, each verified. `started` hears of every file that is written. The archive's bytes are at hand: they come from a file. */
async function readLayout(storage: HubStorage, archive: Uint8Array, started: (file: string) => void): Promise<Layout> {
  const blobs = new Map<string, Blob>();
  let index = '';
  for (const { header, data = new Uint8Array(0) } of await unpackTar(archive, { strict: true })) {
    const hex = /^(?:\.\/)?blobs\/sha256\/([0-9a-f]{64})$/.exec(header.name)?.[1];
    if (/^(?:\.\/)?index\.json$/.test(header.name)) index = new TextDecoder().decode(data);
    if (hex === undefined) continue;
    const digest = `sha256:${hex}`;
    if ((await digestOf(data)) !== digest) throw invalid(`the bytes of ${digest} do not match`);
    blobs.set(digest, await storeBlob(storage, data, started));
  }
  if (index === '') throw invalid('it has no index.json');
  return { index, blobs };
}

interface Entry {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string;
  readonly manifest: PushedManifest;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws Error when the entry has no name that can be pushed to */
function nameOf({ digest, annotations = {} }: Descriptor): { name: string; tag: string | null } {
  const [, named = '', tag = null] = /^(.+?)(?::([^:/]+))?$/.exec(annotations[annotation.name] ?? '') ?? [];
  const name = annotations[annotation.repository] ?? named;
  if (!isName(name) || (tag !== null && !tagForm.test(tag))) throw invalid(`${digest} has no name`);
  if (ownerOf(name) === null) throw new Error(`${name} belongs to nobody: a repository’s name begins with its owner’s`);
  return { name, tag };
}

async function readEntry(storage: HubStorage, { blobs }: Layout, descriptor: Descriptor): Promise<Entry> {
  const blob = digestForm.test(descriptor.digest) ? blobs.get(descriptor.digest) : undefined;
  if (!blob) throw invalid(`the manifest ${descriptor.digest} is missing`);
  const bytes = await joined(storage.read(blob.file, 0, blob.size), blob.size);
  const parts: (Uint8Array | null)[] = [bytes, null];
  const manifest = await readManifest(descriptor.mediaType, { read: () => Promise.resolve(parts.shift() ?? null) });
  return { ...nameOf(descriptor), digest: descriptor.digest, manifest, annotations: descriptor.annotations ?? {} };
}

/** Indexes after what they list. */
async function readEntries(storage: HubStorage, layout: Layout): Promise<Entry[]> {
  const { manifests } = JSON.parse(layout.index) as { manifests?: readonly Descriptor[] };
  if (!Array.isArray(manifests)) throw invalid('its index lists no manifests');
  const entries: Entry[] = [];
  for (const descriptor of manifests) entries.push(await readEntry(storage, layout, descriptor as Descriptor));
  const isIndex = ({ manifest }: Entry): number => Number(manifest.mediaType === indexType || manifest.mediaType.includes('manifest.list'));
  return entries.sort((a, b) => isIndex(a) - isIndex(b));
}

function withEntry(repository: PushedRepository, { tag, digest, manifest, annotations }: Entry, blobs: Layout['blobs']): PushedRepository {
  const sizes = manifest.refersTo.flatMap((blob) => {
    const size = blobs.get(blob)?.size;
    return size === undefined ? [] : [[blob, size] as const];
  });
  const description = annotations[annotation.description];
  const known = {
    ...repository,
    private: annotations[annotation.private] === 'true',
    blobs: { ...repository.blobs, ...Object.fromEntries(sizes) },
    ...(description !== undefined && { description }),
  };
  return withManifest(known, digest, tag, manifest);
}

/** What is there already stays; a tag that both have stands for the imported image then. @throws Error; nothing is left then */
export async function importLayout(catalog: Catalog, archive: Uint8Array): Promise<ImportedRegistry> {
  const { storage } = catalog;
  const files: string[] = [];
  try {
    const layout = await readLayout(storage, archive, (file) => files.push(file));
    const entries = await readEntries(storage, layout);
    const added: StoredBlob[] = [...layout.blobs].map(([digest, { file }]) => ({ digest, file }));
    await catalog.update((repositories) => {
      const changed: Record<string, PushedRepository> = { ...repositories };
      for (const entry of entries) changed[entry.name] = withEntry(changed[entry.name] ?? noRepository, entry, layout.blobs);
      return changed;
    }, added);
    return { repositories: new Set(entries.map(({ name }) => name)).size, tags: entries.filter(({ tag }) => tag !== null).length };
  } catch (error) {
    for (const file of files) await storage.remove(file);
    throw error;
  }
}
