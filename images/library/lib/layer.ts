import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import type { Entry, Tree } from './tree.ts';

export interface Layer {
  /** Of the compressed bytes. */
  readonly digest: string;
  /** Of the tar archive. */
  readonly diffId: string;
  readonly bytes: Buffer;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function headerOf(path: string, entry: Entry): Partial<Header> & Pick<Header, 'name'> {
  const { type, mode, uid, gid, mtime, target } = entry;
  return {
    name: type === 'directory' ? `${path}/` : path,
    type,
    mode,
    uid,
    gid,
    mtime: new Date(mtime * 1000),
    ...(target !== undefined && { linkname: target }),
  };
}

/** Directories come before what is in them and hard links after the file that they share: both follow the names, but for a link to a later name. */
function inOrder(tree: Tree): [string, Entry][] {
  const rank = (entry: Entry): number => (entry.type === 'link' ? 1 : 0);
  return [...tree.entries].filter(([path]) => path !== '').sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1));
}

/** The same tree gives the same bytes: names sorted, times and owners from the tree, no time in gzip's header. */
export async function packLayer(tree: Tree): Promise<Layer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  archive.on('data', (chunk) => chunks.push(chunk as Buffer));
  const ended = new Promise<void>((resolve, reject) => {
    archive.on('end', () => resolve());
    archive.on('error', reject);
  });
  for (const [path, entry] of inOrder(tree)) archive.entry(headerOf(path, entry), entry.content ?? Buffer.alloc(0));
  archive.finalize();
  await ended;
  const tar = Buffer.concat(chunks);
  const bytes = gzipSync(tar, { level: 9 });
  return { digest: digestOf(bytes), diffId: digestOf(tar), bytes };
}
