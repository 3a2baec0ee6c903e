/**
 * dpkg's database as if dpkg had unpacked and configured every package: `status`, and for each package its lists and maintainer scripts in
 * `info/`, so that dpkg and apt go on from there (deb(5), dpkg(1) "FILES").
 */
import { createHash } from 'node:crypto';
import type { DebianFile } from '../../../scripts/lib/apt.ts';
import { controlArchive } from '../lib/deb.ts';
import { Tree } from '../lib/tree.ts';

const root = 'var/lib/dpkg';

export interface InstalledPackage {
  readonly file: DebianFile;
  /** What the package put there, in its order; the root is the empty path. */
  readonly paths: readonly string[];
}

interface Control {
  readonly text: string;
  readonly name: string;
  readonly members: Tree;
}

async function readControl({ file }: InstalledPackage): Promise<Control> {
  const members = new Tree();
  await members.addArchive(controlArchive(file));
  const text = members.read('control').toString();
  // Packages that can be there for several architectures at once have the architecture in the names of their files.
  const several = /^Multi-Arch: same$/m.test(text);
  return { text, name: several ? `${file.name}:i386` : file.name, members };
}

function conffilesOf({ members }: Control, tree: Tree): string[] {
  if (!members.entries.has('conffiles')) return [];
  const paths = members
    .read('conffiles')
    .toString()
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('/'));
  return paths.map((path) => ` ${path} ${createHash('md5').update(tree.read(path)).digest('hex')}`);
}

/** The package's own description of itself, with what became of it. */
function stanzaOf(control: Control, tree: Tree): string {
  const conffiles = conffilesOf(control, tree);
  const [first = '', ...rest] = control.text.trimEnd().split('\n');
  const description = rest.findIndex((line) => line.startsWith('Description:'));
  const added = conffiles.length > 0 ? ['Conffiles:', ...conffiles] : [];
  return [first, 'Status: install ok installed', ...rest.slice(0, description), ...added, ...rest.slice(description)].join('\n');
}

function addTriggers(tree: Tree, controls: readonly Control[]): void {
  const files: string[] = [];
  const named = new Map<string, string[]>();
  for (const { members, name } of controls) {
    if (!members.entries.has('triggers')) continue;
    for (const [, noawait, trigger = ''] of members
      .read('triggers')
      .toString()
      .matchAll(/^interest(-noawait)?(?:-await)?\s+(\S+)/gm)) {
      const interested = `${name}${noawait ? '/noawait' : ''}`;
      if (trigger.startsWith('/')) files.push(`${trigger} ${interested}\n`);
      else named.set(trigger, [...(named.get(trigger) ?? []), `${interested}\n`]);
    }
  }
  tree.directory(`${root}/triggers`);
  tree.file(`${root}/triggers/File`, files.join(''));
  tree.file(`${root}/triggers/Unincorp`, '');
  for (const [trigger, interested] of named) tree.file(`${root}/triggers/${trigger}`, interested.join(''));
}

/** Adds the database for `packages`, whose files are all in `tree`. */
export async function addDatabase(tree: Tree, packages: readonly InstalledPackage[]): Promise<void> {
  const controls = await Promise.all(packages.map(readControl));
  for (const folder of ['info', 'alternatives', 'parts', 'updates']) tree.directory(`${root}/${folder}`);
  for (const [i, { members, name }] of controls.entries()) {
    const paths = packages[i]?.paths ?? [];
    tree.file(`${root}/info/${name}.list`, paths.map((path) => (path === '' ? '/.\n' : `/${path}\n`)).join(''));
    for (const [member, entry] of members.entries) {
      if (entry.type === 'file' && member !== 'control') tree.entries.set(`${root}/info/${name}.${member}`, entry);
    }
  }
  tree.file(`${root}/info/format`, '1\n');
  tree.file(`${root}/status`, controls.map((control) => `${stanzaOf(control, tree)}\n\n`).join(''));
  tree.file(`${root}/arch-native`, 'i386\n');
  for (const empty of ['available', 'diversions', 'statoverride']) tree.file(`${root}/${empty}`, '');
  addTriggers(tree, controls);
}
