/** OCI Image Specification 1.1: configuration and manifest from a recipe's content. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { blobPath, type Repository } from '../../../engine-wasm/registry/content.ts';
import { digestOf, packLayer, type Layer } from './layer.ts';
import type { ImageContent, Recipe } from './recipe.ts';

const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

function labelsOf(recipe: Recipe, { version }: ImageContent): Record<string, string> {
  const labels = {
    title: recipe.title,
    description: recipe.description,
    version,
    licenses: recipe.licenses,
    vendor: 'Drydock',
    source: `images/library/${recipe.name}`,
  };
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

function configOf(recipe: Recipe, content: ImageContent, layers: readonly Layer[]): Buffer {
  const created = new Date(content.created * 1000).toISOString().replace('.000Z', 'Z');
  return json({
    created,
    architecture: '386',
    os: 'linux',
    config: { ...content.config, Labels: labelsOf(recipe, content) },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: content.steps.map(({ createdBy, layer }) => ({ created, created_by: createdBy, ...(!layer && { empty_layer: true }) })),
  });
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** Writes the image's blobs below `directory` and says what a registry has to know of them. */
export async function writeImage(recipe: Recipe, content: ImageContent, directory: string): Promise<Repository> {
  const layers: Layer[] = [];
  for (const { layer } of content.steps) if (layer) layers.push(await packLayer(layer));
  const config = configOf(recipe, content, layers);
  const describe = (mediaType: string, bytes: Buffer): { mediaType: string; digest: string; size: number } => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: describe(types.config, config),
    layers: layers.map((layer) => describe(types.layer, layer.bytes)),
  });
  const blobs = [manifest, config, ...layers.map((layer) => layer.bytes)];
  for (const bytes of blobs) await writeBlob(directory, bytes);
  return {
    tags: Object.fromEntries(['latest', content.version, ...recipe.tags].map((tag) => [tag, digestOf(manifest)])),
    manifests: { [digestOf(manifest)]: types.manifest },
    blobs: Object.fromEntries(blobs.map((bytes) => [digestOf(bytes), bytes.length])),
  };
}

async function writeBlob(directory: string, bytes: Buffer): Promise<void> {
  const path = join(directory, blobPath(digestOf(bytes)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
