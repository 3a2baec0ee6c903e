import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../scripts/lib/run.ts';
import { dataArchive } from '../lib/deb.ts';
import type { Recipe } from '../lib/recipe.ts';
import { Tree } from '../lib/tree.ts';

const users = [
  ['root', 0, 0, '/root', '/bin/sh'],
  ['daemon', 1, 1, '/usr/sbin', '/bin/false'],
  ['bin', 2, 2, '/bin', '/bin/false'],
  ['www-data', 33, 33, '/var/www', '/bin/false'],
  ['nobody', 65534, 65534, '/home', '/bin/false'],
] as const;

const groups = { root: 0, daemon: 1, bin: 2, tty: 5, disk: 6, wheel: 10, 'www-data': 33, users: 100, nobody: 65534 };

/** Which applets there are only the program itself says; it is static and runs wherever i386 programs do. */
async function appletsOf(program: Buffer): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'busybox-'));
  const path = join(directory, 'busybox');
  try {
    await writeFile(path, program);
    await chmod(path, 0o755);
    return (await run(path, ['--list-full'])).trim().split('\n');
  } finally {
    await rm(directory, { recursive: true });
  }
}

function addBase(tree: Tree): void {
  for (const path of ['bin', 'dev', 'etc', 'home', 'lib', 'sbin', 'usr', 'usr/bin', 'usr/sbin', 'var', 'var/spool', 'var/www']) tree.directory(path);
  tree.directory('root', { mode: 0o700 });
  for (const path of ['tmp', 'var/tmp']) tree.directory(path, { mode: 0o1777 });
  tree.file('etc/passwd', users.map(([name, uid, gid, home, shell]) => `${name}:x:${uid}:${gid}:${name}:${home}:${shell}\n`).join(''));
  tree.file('etc/shadow', users.map(([name]) => `${name}:*:::::::\n`).join(''), { mode: 0o600 });
  tree.file(
    'etc/group',
    Object.entries(groups)
      .map(([name, gid]) => `${name}:x:${gid}:\n`)
      .join(''),
  );
  tree.file('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n');
}

export const busybox: Recipe = {
  name: 'busybox',
  title: 'BusyBox',
  description: 'Some 300 Unix commands in one static program, from Debian',
  licenses: 'GPL-2.0-only',
  tags: [],
  packages: ['busybox-static'],
  withDependencies: false,
  async assemble(packages) {
    const tree = new Tree();
    for (const file of packages)
      await tree.addArchive(dataArchive(file), (path) => (path === 'usr/bin/busybox' ? 'bin/busybox' : path.endsWith('/copyright') ? path : null));
    const program = tree.read('bin/busybox');
    addBase(tree);
    for (const path of ['usr/share', 'usr/share/doc', 'usr/share/doc/busybox-static']) tree.directory(path);
    // Hard links, as the image of this name has everywhere: one file with many names.
    for (const applet of await appletsOf(program)) if (applet !== 'linuxrc' && applet !== 'bin/busybox') tree.hardLink(applet, 'bin/busybox');
    const version = /BusyBox v([\d.]+)/.exec(program.toString('latin1'))?.[1] ?? 'unknown';
    return {
      version,
      created: tree.newest,
      steps: [{ createdBy: `COPY rootfs / # busybox-static ${packages[0]?.version ?? ''} of Debian`, layer: tree }, { createdBy: 'CMD ["sh"]' }],
      config: { Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] },
    };
  },
};
