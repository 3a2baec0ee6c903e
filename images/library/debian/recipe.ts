import { dataArchive } from '../lib/deb.ts';
import type { Recipe } from '../lib/recipe.ts';
import { Tree } from '../lib/tree.ts';
import { configure } from './configure.ts';
import { addDatabase, type InstalledPackage } from './database.ts';
import { slim } from './slim.ts';

/** Debian's essential packages with apt, and what people look for in a shell: mount, login, useradd. */
export const debian: Recipe = {
  name: 'debian',
  title: 'Debian',
  description: 'Debian with apt and dpkg, without documentation',
  licenses: 'Various, see /usr/share/doc/*/copyright',
  tags: ['trixie', 'trixie-slim', 'stable'],
  packages: ['?essential', 'apt', 'debian-archive-keyring', 'login', 'mount', 'passwd'],
  withDependencies: true,
  async assemble(packages) {
    const tree = new Tree();
    const installed: InstalledPackage[] = [];
    // Base-files has the directories that others would make with other rights.
    const ordered = [...packages].sort((a, b) => Number(b.name === 'base-files') - Number(a.name === 'base-files'));
    for (const file of ordered) {
      const paths = await tree.addArchive(dataArchive(file), (path) => path);
      installed.push({ file, paths });
    }
    configure(tree);
    await addDatabase(
      tree,
      installed.sort((a, b) => (a.file.name < b.file.name ? -1 : 1)),
    );
    slim(tree);
    const version = tree.read('etc/debian_version').toString().trim();
    return {
      version,
      created: tree.newest,
      steps: [{ createdBy: `ADD rootfs / # ${packages.length} packages of Debian ${version}, slim`, layer: tree }, { createdBy: 'CMD ["bash"]' }],
      config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['bash'] },
    };
  },
};
