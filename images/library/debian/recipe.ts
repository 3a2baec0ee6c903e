import type { Recipe } from '../lib/recipe.ts';
import { install } from './install.ts';

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
    const tree = await install(packages);
    const version = tree.read('etc/debian_version').toString().trim();
    return {
      version,
      created: tree.newest,
      steps: [{ createdBy: `ADD rootfs / # ${packages.length} packages of Debian ${version}, slim`, layer: tree }, { createdBy: 'CMD ["bash"]' }],
      config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['bash'] },
    };
  },
};
