/** Debian packages as if apt had installed them: their files, what their scripts do, dpkg's database. */
import type { DebianFile } from '../../../scripts/lib/apt.ts';
import { dataArchive } from '../lib/deb.ts';
import { Tree, type Entry } from '../lib/tree.ts';
import { configure } from './configure.ts';
import { addDatabase, type InstalledPackage } from './database.ts';
import { slim } from './slim.ts';

/** `adapt` does what the scripts of packages beyond the base do, and what an image adds. */
export async function install(packages: readonly DebianFile[], adapt: (tree: Tree) => void = () => undefined): Promise<Tree> {
  const tree = new Tree();
  const installed: InstalledPackage[] = [];
  // Base-files has the directories that others would make with other rights.
  const ordered = [...packages].sort((a, b) => Number(b.name === 'base-files') - Number(a.name === 'base-files'));
  for (const file of ordered) {
    const paths = await tree.addArchive(dataArchive(file), (path) => path);
    installed.push({ file, paths });
  }
  configure(tree);
  const sorted = installed.sort((a, b) => (a.file.name < b.file.name ? -1 : 1));
  await addDatabase(tree, sorted);
  adapt(tree);
  slim(tree);
  return tree;
}

/** Times are left out: what is made by hand has that of the newest package. */
function isSame(a: Entry, b: Entry | undefined): boolean {
  if (!b || a.type !== b.type || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid || a.target !== b.target) return false;
  return a.content === undefined ? b.content === undefined : b.content !== undefined && a.content.equals(b.content);
}

/** Several images are made on the same one. */
const bases = new Map<string, Promise<Tree>>();

function installBase(packages: readonly DebianFile[]): Promise<Tree> {
  const key = packages.map(({ sha256 }) => sha256).join();
  const base = bases.get(key) ?? install(packages);
  bases.set(key, base);
  return base;
}

/** The layer that installing `packages` on top of `below` makes. */
export async function installOn(below: readonly DebianFile[], packages: readonly DebianFile[], adapt: (tree: Tree) => void): Promise<Tree> {
  const before = await installBase(below);
  const after = await install([...below, ...packages], adapt);
  const layer = new Tree();
  layer.newest = after.newest;
  for (const [path, entry] of after.entries) if (!isSame(entry, before.entries.get(path))) layer.entries.set(path, entry);
  return layer;
}
