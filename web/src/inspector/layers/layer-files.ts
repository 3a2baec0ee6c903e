/** What the layers of an image add, change and delete, from the listings that the daemon gives of them (api/xray.ts). */
import type { LayerEntry } from '../../../../engine-wasm/api/xray.ts';

const line = /^([fdlwqo]) ([0-7]+) (\d+) (\d+) (\/.*)$/;

export function parseListing(text: string): LayerEntry[] {
  return text.split('\n').flatMap((row) => {
    const found = line.exec(row);
    if (!found) return [];
    const [, type, mode, size, inode, path] = found as unknown as [string, LayerEntry['type'], string, string, string, string];
    return [{ type, mode: parseInt(mode, 8), size: Number(size), inode: Number(inode), path }];
  });
}

export interface FileChange {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'deleted';
  readonly bytes: number;
}

export interface LayerChanges {
  readonly changes: readonly FileChange[];
  readonly counts: Readonly<Record<FileChange['kind'], number>>;
  /** Bytes of lower layers that nobody sees any more because this layer has the same path, or deletes it. */
  readonly wasted: number;
}

/** What a layer's entry hides of those below: itself, and with a whiteout or an opaque directory all that is in it. */
function hiddenBy({ type, path }: LayerEntry, below: ReadonlyMap<string, number>): string[] {
  const inside = type === 'w' || type === 'q' ? [...below.keys()].filter((known) => known.startsWith(`${path}/`)) : [];
  return below.has(path) ? [path, ...inside] : inside;
}

/** `below` is what the lower layers show, with its bytes; afterwards it is what this one shows, too. */
function changesOfLayer(entries: readonly LayerEntry[], below: Map<string, number>): LayerChanges {
  const changes: FileChange[] = [];
  const replaced = new Set<string>();
  let wasted = 0;
  // A file with several names has its bytes once.
  const counted = new Set<number>();
  for (const entry of entries) {
    const { type, size, inode, path } = entry;
    if (type === 'd') continue;
    const hidden = hiddenBy(entry, below);
    for (const known of hidden) {
      wasted += below.get(known) ?? 0;
      below.delete(known);
      if (type === 'q') replaced.add(known);
    }
    if (type === 'q') continue;
    const isThere = hidden.length > 0 || replaced.delete(path);
    const bytes = type === 'f' && !counted.has(inode) ? size : 0;
    counted.add(inode);
    changes.push({ path, kind: type === 'w' ? 'deleted' : isThere ? 'changed' : 'added', bytes });
  }
  for (const { path, kind, bytes } of changes) if (kind !== 'deleted') below.set(path, bytes);
  for (const path of replaced) changes.push({ path, kind: 'deleted', bytes: 0 });
  const count = (wanted: FileChange['kind']): number => changes.filter(({ kind }) => kind === wanted).length;
  return { changes, wasted, counts: { added: count('added'), changed: count('changed'), deleted: count('deleted') } };
}

/** Layers lowest first; directories count only when they are deleted. */
export function changesOf(layers: readonly (readonly LayerEntry[])[]): LayerChanges[] {
  const below = new Map<string, number>();
  return layers.map((entries) => changesOfLayer(entries, below));
}

const upperWords: Readonly<Record<string, string>> = { w: 'deleted', q: 'replaced' };

/** What a container has written and deleted. */
export function upperChanges(text: string): string[] {
  return parseListing(text)
    .filter(({ type }) => type !== 'd')
    .map(({ type, path }) => `${upperWords[type] ?? 'written'} ${path}${type === 'q' ? '/' : ''}`);
}

export interface TreeNode {
  readonly name: string;
  readonly path: string;
  /** Of everything below. */
  readonly bytes: number;
  readonly count: number;
  readonly change: FileChange | null;
  readonly children: readonly TreeNode[];
}

interface Growing {
  change: FileChange | null;
  readonly children: Map<string, Growing>;
}

function finish(name: string, path: string, { change, children }: Growing): TreeNode {
  const inner = [...children].map(([child, node]) => finish(child, `${path}/${child}`, node)).sort((a, b) => b.bytes - a.bytes || a.name.localeCompare(b.name));
  const bytes = inner.reduce((sum, node) => sum + node.bytes, change?.bytes ?? 0);
  return { name, path, bytes, count: inner.reduce((sum, node) => sum + node.count, change ? 1 : 0), change, children: inner };
}

/** The changes whose path has the words in it, as a tree, largest first. */
export function treeOf(changes: readonly FileChange[], search = ''): TreeNode {
  const root: Growing = { change: null, children: new Map() };
  const wanted = search.trim().toLowerCase();
  for (const change of changes) {
    if (!change.path.toLowerCase().includes(wanted)) continue;
    let node = root;
    for (const part of change.path.slice(1).split('/')) {
      const next = node.children.get(part) ?? { change: null, children: new Map<string, Growing>() };
      node.children.set(part, next);
      node = next;
    }
    node.change = change;
  }
  return finish('/', '', root);
}

/** How many of the lowest layers two stacks have in common. */
export function commonBase(a: readonly { readonly chainId: string }[], b: readonly { readonly chainId: string }[]): number {
  let common = 0;
  while (common < a.length && a[common]?.chainId === b[common]?.chainId) common++;
  return common;
}
