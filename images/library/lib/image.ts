/** OCI Image Specification 1.1: configuration and manifest from a recipe's content, and the list of what is in it, which refers to the image. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath, type Descriptor, type Repository } from '../../../engine-wasm/registry/content.ts';
import { digestOf, packLayer } from './layer.ts';
import type { ImageContent, Recipe } from './recipe.ts';
import { billOfMaterials, type Ingredient } from './sbom.ts';

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  empty: 'application/vnd.oci.empty.v1+json',
  sbom: 'application/spdx+json',
} as const;

interface ImageConfig {
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history: readonly object[];
}

/** An image that is written already, for those that build on it. */
export interface WrittenImage {
  readonly directory: string;
  readonly repository: Repository;
}

interface Below {
  readonly layers: readonly Descriptor[];
  readonly config: ImageConfig;
}

const nothingBelow: Below = { layers: [], config: { rootfs: { diff_ids: [] }, history: [] } };

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function describe(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function labelsOf(recipe: Recipe, { version }: ImageContent): Record<string, string> {
  const labels = {
    title: recipe.title,
    description: recipe.description,
    version,
    licenses: recipe.licenses,
    vendor: 'Drydock',
    source: `images/library/${recipe.name}`,
    ...(recipe.base && { 'base.name': recipe.base.name }),
  };
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

function configOf(recipe: Recipe, content: ImageContent, below: Below, diffIds: readonly string[]): Buffer {
  const created = new Date(content.created * 1000).toISOString().replace('.000Z', 'Z');
  const steps = content.steps.map(({ createdBy, layer }) => ({ created, created_by: createdBy, ...(!layer && { empty_layer: true }) }));
  return json({
    created,
    architecture: '386',
    os: 'linux',
    config: { ...content.config, Labels: labelsOf(recipe, content) },
    rootfs: { type: 'layers', diff_ids: [...below.config.rootfs.diff_ids, ...diffIds] },
    history: [...below.config.history, ...steps],
  });
}

async function readBelow({ directory, repository }: WrittenImage): Promise<Below> {
  const read = async <T>(digest: string): Promise<T> => JSON.parse(await readFile(join(directory, blobPath(digest)), 'utf8')) as T;
  const { config, layers } = await read<{ config: Descriptor; layers: Descriptor[] }>(repository.tags['latest'] as string);
  return { layers, config: await read<ImageConfig>(config.digest) };
}

/** A manifest whose only content is the list. */
function sbomManifest(subject: Descriptor, sbom: Buffer, empty: Buffer): Buffer {
  return json({
    schemaVersion: 2,
    mediaType: types.manifest,
    artifactType: types.sbom,
    config: describe(types.empty, empty),
    layers: [describe(types.sbom, sbom)],
    subject,
  });
}

/** Writes the image's blobs below `directory`, but for its base's layers, and says what a registry has to know of them. */
export async function writeImage(
  recipe: Recipe,
  content: ImageContent,
  ingredients: readonly Ingredient[],
  directory: string,
  base?: WrittenImage,
): Promise<Repository> {
  const below = base ? await readBelow(base) : nothingBelow;
  const own = await Promise.all(content.steps.flatMap(({ layer }) => (layer ? [packLayer(layer)] : [])));
  const config = configOf(
    recipe,
    content,
    below,
    own.map(({ diffId }) => diffId),
  );
  const layers = [...below.layers, ...own.map(({ bytes }) => describe(types.layer, bytes))];
  const manifest = json({ schemaVersion: 2, mediaType: types.manifest, config: describe(types.config, config), layers });
  const sbom = json(billOfMaterials(recipe, content, ingredients));
  const empty = json({});
  const referrer = sbomManifest(describe(types.manifest, manifest), sbom, empty);
  const blobs = [manifest, config, ...own.map(({ bytes }) => bytes), sbom, empty, referrer];
  for (const bytes of blobs) await writeBlob(directory, bytes);
  const sizes = [...blobs.map((bytes) => [digestOf(bytes), bytes.length] as const), ...below.layers.map(({ digest, size }) => [digest, size] as const)];
  return {
    description: recipe.description,
    tags: Object.fromEntries(['latest', content.version, ...recipe.tags].map((tag) => [tag, digestOf(manifest)])),
    manifests: { [digestOf(manifest)]: types.manifest, [digestOf(referrer)]: types.manifest },
    blobs: Object.fromEntries(sizes),
    referrers: { [digestOf(manifest)]: [{ ...describe(types.manifest, referrer), artifactType: types.sbom }] },
  };
}

async function writeBlob(directory: string, bytes: Buffer): Promise<void> {
  const path = join(directory, blobPath(digestOf(bytes)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
