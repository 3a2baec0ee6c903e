import { execFileSync } from 'node:child_process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { HostLayers, type BlobStore, type LayerBlob, type LayerLimits } from './layers.ts';
import { TarError } from './tar.ts';
import { treeOf, type Node } from './tree.ts';

async function archive(entries: readonly (readonly [headers: Parameters<Pack['entry']>[0], content?: string])[]): Promise<Uint8Array> {
  const packed = pack();
  for (const [headers, content = ''] of entries) packed.entry(headers, content);
  packed.finalize();
  const parts: Buffer[] = [];
  for await (const part of packed) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

function at(root: Node, path: string): Node {
  return path.split('/').reduce((node, name) => node.children.get(name) as Node, root);
}

const text = (node: Node): string => new TextDecoder().decode(node.data);

test('files, links and directories that the archive leaves out', async () => {
  const long = 'a'.repeat(150);
  const { root, size } = treeOf(
    await archive([
      [{ name: './usr/bin/tool', mode: 0o4755, uid: 3, gid: 4, mtime: new Date(7000) }, 'tool'],
      [{ name: 'usr/bin/alias', type: 'link', linkname: 'usr/bin/tool' }],
      [{ name: 'bin', type: 'symlink', linkname: 'usr/bin' }],
      [{ name: `${long}/${long}` }, 'long'],
    ]),
  );
  expect(at(root, 'usr/bin/tool')).toMatchObject({ mode: 0o104755, uid: 3, gid: 4, mtime: 7, links: 2 });
  expect(at(root, 'usr/bin/alias')).toBe(at(root, 'usr/bin/tool'));
  expect(at(root, 'usr').mode).toBe(0o040755);
  expect([at(root, 'bin').mode, text(at(root, 'bin'))]).toEqual([0o120777, 'usr/bin']);
  expect(text(at(root, `${long}/${long}`))).toBe('long');
  expect(size).toBe(8);
});

test('whiteouts become what overlayfs reads', async () => {
  const { root } = treeOf(await archive([[{ name: 'etc/.wh.gone' }], [{ name: 'var/.wh..wh..opq' }], [{ name: '.wh..wh.plnk', type: 'directory' }]]));
  expect(at(root, 'etc/gone')).toMatchObject({ mode: 0o020000 });
  expect(text({ ...at(root, 'var'), data: at(root, 'var').xattrs.get('trusted.overlay.opaque') as Uint8Array })).toBe('y');
  expect([...root.children.keys()]).toEqual(['etc', 'var']);
});

test('what cannot be a layer is refused', async () => {
  const good = await archive([[{ name: 'file' }, 'x'.repeat(2000)]]);
  expect(() => treeOf(good.subarray(0, 1000))).toThrow(new TarError('unexpected EOF'));
  expect(() => treeOf(good.map((byte, i) => (i === 3 ? byte + 1 : byte)))).toThrow(new TarError('archive/tar: invalid tar header'));
  const outside = await archive([[{ name: '../outside' }, '']]);
  expect(() => treeOf(outside)).toThrow('invalid path "../outside" in the layer');
  const dangling = await archive([[{ name: 'a', type: 'link', linkname: 'b' }]]);
  expect(() => treeOf(dangling)).toThrow('link /b: no such file or directory');
  const escaping = await archive([[{ name: 'a', type: 'link', linkname: '../../etc/passwd' }]]);
  expect(() => treeOf(escaping)).toThrow('invalid path "../../etc/passwd" in the layer');
  const device = await archive([[{ name: 'dev/sda', type: 'block-device', devmajor: 8, devminor: 0 }]]);
  expect(() => treeOf(device)).toThrow('the device "dev/sda" in the layer is refused');
});

async function digestOf(bytes: Uint8Array): Promise<string> {
  return `sha256:${Buffer.from(await crypto.subtle.digest('SHA-256', bytes as BufferSource)).toString('hex')}`;
}

/** The store sends at most `atOnce` bytes before it breaks off. */
async function prepared(
  bytes: Uint8Array,
  served = bytes,
  { atOnce = Infinity, limits }: { readonly atOnce?: number; readonly limits?: LayerLimits } = {},
): Promise<{ layers: HostLayers; blob: LayerBlob; outcome: unknown }> {
  const blob = { digest: await digestOf(bytes), size: bytes.length };
  const store: BlobStore = {
    async *read(_digest, start, end) {
      await Promise.resolve();
      yield served.subarray(start, Math.min(end, start + atOnce));
      if (start + atOnce < end) throw new Error('the connection broke');
    },
    send: () => Promise.reject(new Error('nothing is sent here')),
  };
  const layers = new HostLayers(store, limits);
  return { layers, blob, outcome: await layers.prepare(blob, () => Promise.resolve()) };
}

test('a layer is there under its diff id once its bytes are verified', async () => {
  const tar = await archive([[{ name: 'file' }, 'content']]);
  const { layers, blob, outcome } = await prepared(gzipSync(tar));
  const diffId = await digestOf(tar);
  expect(outcome).toEqual({ digest: blob.digest, diffId, size: blob.size, tarSize: tar.length, unpackedSize: 7 });
  expect(layers.save()).toEqual({ fids: [], blobs: [[diffId, blob]] });
});

async function joined(parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

test('a layer goes out with gzip: as it came, or compressed anew', async () => {
  const tar = await archive([[{ name: 'file' }, 'content']]);
  const diffId = await digestOf(tar);
  const zstd = execFileSync('zstd', ['-q'], { input: tar });
  for (const bytes of [gzipSync(tar), zstd, tar]) {
    const { layers, blob, outcome } = await prepared(bytes);
    expect(outcome).toMatchObject({ diffId, tarSize: tar.length });
    const out = await layers.gzipped(diffId);
    const sent = await joined(out?.bytes ?? []);
    expect(out?.blob).toEqual({ digest: await digestOf(sent), size: sent.length });
    expect(gunzipSync(sent)).toEqual(Buffer.from(tar));
    expect(out?.blob.digest === blob.digest).toBe(bytes[0] === 0x1f);
  }
});

test('a bomb goes off nowhere', async () => {
  const bomb = gzipSync(new Uint8Array(3 * 1024 * 1024));
  const { outcome, layers } = await prepared(bomb, bomb, { limits: { largest: 2 * 1024 * 1024, held: 2 * 1024 * 1024 } });
  expect(outcome).toMatchObject({ error: 'a layer of more than 2 MiB does not fit: no space left on device' });
  expect(layers.save().blobs).toEqual([]);
  const claimed = await layers.prepare({ digest: await digestOf(bomb), size: 1e12 }, () => Promise.resolve());
  expect(claimed).toEqual({ error: 'a layer of more than 2 MiB does not fit: no space left on device' });
});

test('what is held is bounded: the rest is read again', async () => {
  const archives = await Promise.all(['one', 'two'].map((name) => archive([[{ name }, 'x'.repeat(5000)]])));
  const served = new Map(await Promise.all(archives.map(async (bytes) => [await digestOf(bytes), bytes] as const)));
  const read: string[] = [];
  const store = {
    async *read(digest: string) {
      read.push(digest);
      yield await Promise.resolve(served.get(digest) as Uint8Array);
    },
    send: () => Promise.reject(new Error('nothing is sent here')),
  };
  const layers = new HostLayers(store, { largest: 20_000, held: 10_000 });
  const [one = '', two = ''] = served.keys();
  for (const [digest, { length }] of served) await layers.prepare({ digest, size: length }, () => Promise.resolve());
  expect(await layers.archive(two)).toEqual(archives[1]);
  expect(read).toEqual([one, two]);
  expect(await layers.archive(one)).toEqual(archives[0]);
  expect(read).toEqual([one, two, one]);
});

test('a connection that breaks is taken up again, up to five times', async () => {
  const bytes = gzipSync(await archive([[{ name: 'file' }, 'content']]));
  expect((await prepared(bytes, bytes, { atOnce: Math.ceil(bytes.length / 5) })).outcome).toMatchObject({ digest: await digestOf(bytes) });
  expect((await prepared(bytes, bytes, { atOnce: Math.floor(bytes.length / 6) })).outcome).toEqual({ error: 'the connection broke' });
});

test('damaged bytes leave nothing', async () => {
  const bytes = gzipSync(await archive([[{ name: 'file' }, 'content']]));
  const damaged = Uint8Array.from(bytes, (byte, i) => (i === 20 ? byte ^ 1 : byte));
  const altered = await prepared(bytes, damaged);
  expect(altered.outcome).toEqual({ digest: await digestOf(damaged), error: 'the bytes do not match their digest' });
  const short = await prepared(bytes, bytes.subarray(0, 30));
  expect(short.outcome).toEqual({ error: 'unexpected EOF' });
  const others = await Promise.all(
    [[0x1f, 0x8b, 1], [0x28, 0xb5, 0x2f, 0xfd, 0], [1]].map((begin) => prepared(Uint8Array.from([...begin, ...new TextEncoder().encode('something else')]))),
  );
  expect(others.map(({ outcome }) => (outcome as { error: string }).error)).toEqual([
    'archive/tar: invalid gzip data',
    'archive/tar: invalid zstd data',
    'unexpected EOF',
  ]);
  for (const { layers } of [altered, short, ...others]) expect(layers.save().blobs).toEqual([]);
});
