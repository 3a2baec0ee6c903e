/** Images made of layers that Docker itself never makes, though it takes them: by zstd, by gzip in several members, and plain. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { blobPath, indexPath, type HubIndex } from '../../engine-wasm/registry/content.ts';

const hub = join(import.meta.dirname, '../../public/hub');

export const sha256 = (bytes: string | Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** `header` is said of each of them. */
export async function tarOf(files: Readonly<Record<string, Buffer>>, header: Partial<Header> = {}): Promise<Buffer> {
  const packed = pack();
  for (const [name, content] of Object.entries(files)) packed.entry({ name, mode: 0o644, ...header }, content);
  packed.finalize();
  const parts: Buffer[] = [];
  for await (const part of packed) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const zstd = (bytes: Buffer): Buffer => execFileSync('zstd', ['-q'], { input: bytes, maxBuffer: 1e9 });
const inTwo = (bytes: Buffer, compress: (part: Buffer) => Buffer): Buffer => Buffer.concat([bytes.subarray(0, 700), bytes.subarray(700)].map(compress));

/** How a layer is compressed → its bytes, and what its media type ends with. */
export const forms = {
  plain: { suffix: '', compress: (tar: Buffer) => tar },
  gzip: { suffix: '+gzip', compress: (tar: Buffer) => gzipSync(tar) },
  zstd: { suffix: '+zstd', compress: zstd },
  gzipMembers: { suffix: '+gzip', compress: (tar: Buffer) => inTwo(tar, (part) => gzipSync(part)) },
  zstdFrames: { suffix: '+zstd', compress: (tar: Buffer) => inTwo(tar, zstd) },
} as const;

export interface Layer {
  readonly tar: Buffer;
  readonly form: keyof typeof forms;
  /** Bytes of the blob, where not all of it is there. */
  readonly cutAt?: number;
}

export interface Image {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** By digest, the manifest's among them. */
  readonly blobs: ReadonlyMap<string, Buffer>;
}

export function imageOf(layers: readonly Layer[]): Image {
  const blobs = new Map<string, Buffer>();
  const add = (mediaType: string, bytes: Buffer): { mediaType: string; digest: string; size: number } => {
    blobs.set(sha256(bytes), bytes);
    return { mediaType, digest: sha256(bytes), size: bytes.length };
  };
  const addJson = (mediaType: string, value: object): ReturnType<typeof add> => add(mediaType, Buffer.from(JSON.stringify(value)));
  const rootfs = { type: 'layers', diff_ids: layers.map(({ tar }) => sha256(tar)) };
  const config = addJson('application/vnd.oci.image.config.v1+json', { architecture: '386', os: 'linux', config: {}, rootfs });
  const descriptors = layers.map(({ tar, form, cutAt }) => {
    const { suffix, compress } = forms[form];
    return add(`application/vnd.oci.image.layer.v1.tar${suffix}`, compress(tar).subarray(0, cutAt));
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return { ...addJson(mediaType, { schemaVersion: 2, mediaType, config, layers: descriptors }), blobs };
}

/** The layer of the library's busybox, as a tar archive. */
function busyboxTar(): Buffer {
  const { repositories } = JSON.parse(readFileSync(join(hub, indexPath), 'utf8')) as HubIndex;
  const blobs = Object.keys(repositories['library/busybox']?.blobs ?? {}).map((digest) => readFileSync(join(hub, blobPath(digest))));
  return gunzipSync(blobs.find((bytes) => bytes[0] === 0x1f) as Buffer);
}

/** Runs `sh`; {@link mixedText} is what its files /one, /two and /three have. */
export async function mixedImage(): Promise<Image> {
  const [one, two, three] = (await Promise.all(['one', 'two', 'three'].map((name) => tarOf({ [name]: Buffer.from(`${name}\n`.repeat(1000)) })))) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return imageOf([
    { tar: busyboxTar(), form: 'zstd' },
    { tar: one, form: 'gzipMembers' },
    { tar: two, form: 'plain' },
    { tar: three, form: 'zstdFrames' },
  ]);
}

export const mixedText = ['one', 'two', 'three'].map((name) => `${name}\n`.repeat(1000)).join('');

/** An OCI image layout with that one image. */
export function layoutOf(name: string, { mediaType, digest, size, blobs }: Image): Promise<Buffer> {
  const annotations = { 'org.opencontainers.image.ref.name': name };
  const index = { schemaVersion: 2, manifests: [{ mediaType, digest, size, annotations }] };
  const files = [...blobs].map(([blob, bytes]) => [`blobs/${blob.replace(':', '/')}`, bytes] as const);
  return tarOf({
    'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}'),
    'index.json': Buffer.from(JSON.stringify(index)),
    ...Object.fromEntries(files),
  });
}
