/**
 * What the packages' maintainer scripts do at installation, done to the tree instead: they would have to run as root in a chroot, here the build
 * needs no rights and gives the same bytes every time. One function for each package whose script matters in a container.
 */
import type { Tree } from '../lib/tree.ts';

const group = { mail: 8, shadow: 42, utmp: 43 } as const;

function copy(tree: Tree, from: string, to: string): void {
  tree.file(to, tree.read(from));
}

function basePasswd(tree: Tree): void {
  copy(tree, 'usr/share/base-passwd/passwd.master', 'etc/passwd');
  copy(tree, 'usr/share/base-passwd/group.master', 'etc/group');
}

/** `shadowconfig on`: passwords, of which there are none, live where only root reads them. */
function passwd(tree: Tree): void {
  const today = Math.floor(tree.newest / 86_400);
  const shadow = { passwd: `${today}:0:99999:7:::`, group: ':' } as const;
  for (const [name, rest] of Object.entries(shadow)) {
    const lines = tree
      .read(`etc/${name}`)
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(':'));
    tree.file(`etc/${name}`, lines.map(([who, , ...fields]) => `${[who, 'x', ...fields].join(':')}\n`).join(''));
    tree.file(name === 'passwd' ? 'etc/shadow' : 'etc/gshadow', lines.map(([who]) => `${who}:*:${rest}\n`).join(''), { mode: 0o640, gid: group.shadow });
  }
  for (const name of ['etc/subuid', 'etc/subgid']) tree.file(name, '');
}

function baseFiles(tree: Tree): void {
  tree.symlink('etc/dpkg/origins/default', 'debian');
  const defaults = { 'dot.profile': 'root/.profile', 'dot.bashrc': 'root/.bashrc', profile: 'etc/profile', motd: 'etc/motd' };
  for (const [name, path] of Object.entries(defaults)) copy(tree, `usr/share/base-files/${name}`, path);
  for (const path of ['mnt', 'srv', 'opt', 'etc/opt', 'var/opt', 'media']) tree.directory(path);
  tree.directory('var/mail', { mode: 0o2775, gid: group.mail });
  tree.symlink('var/spool/mail', '../mail');
  tree.directory('run/lock', { mode: 0o1777 });
  for (const [path, target] of [
    ['var/run', '/run'],
    ['var/lock', '/run/lock'],
  ] as const)
    tree.symlink(path, target);
  tree.directory('usr/local');
  for (const path of ['bin', 'etc', 'games', 'include', 'lib', 'libexec', 'sbin', 'share', 'share/man', 'src']) tree.directory(`usr/local/${path}`);
  tree.symlink('usr/local/man', 'share/man');
  for (const [name, mode] of [
    ['wtmp', 0o664],
    ['btmp', 0o660],
    ['lastlog', 0o664],
  ] as const)
    tree.file(`var/log/${name}`, '', { mode, gid: group.utmp });
}

function debianutils(tree: Tree): void {
  const shells = ['usr/share/debianutils/shells', 'usr/share/debianutils/shells.d/bash', 'usr/share/debianutils/shells.d/dash'].map((path) =>
    tree.read(path).toString(),
  );
  tree.file('etc/shells', shells.join(''));
}

function libcBin(tree: Tree): void {
  copy(tree, 'usr/share/libc-bin/nsswitch.conf', 'etc/nsswitch.conf');
}

/** pam-auth-update's result with the one profile that is there, pam_unix. */
function libpamRuntime(tree: Tree): void {
  const modules = {
    auth_primary: 'auth\t[success=1 default=ignore]\tpam_unix.so nullok',
    account_primary: 'account\t[success=1 new_authtok_reqd=done default=ignore]\tpam_unix.so ',
    password_primary: 'password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt',
    session_primary: 'session\t[default=1]\t\t\tpam_permit.so',
    session_nonint_primary: 'session\t[default=1]\t\t\tpam_permit.so',
    session_additional: 'session\trequired\tpam_unix.so ',
    session_nonint_additional: 'session\trequired\tpam_unix.so ',
  } as Readonly<Record<string, string>>;
  for (const name of ['account', 'auth', 'password', 'session', 'session-noninteractive']) {
    const template = tree.read(`usr/share/pam/common-${name}`).toString();
    tree.file(
      `etc/pam.d/common-${name}`,
      template.replace(/^\$(\w+)\n/gm, (_, key: string) => (modules[key] ? `${modules[key]}\n` : '')),
    );
  }
}

interface Alternative {
  readonly name: string;
  readonly link: string;
  readonly path: string;
  readonly priority: number;
  /** Name, link and path of what follows the choice. */
  readonly slave?: readonly [string, string, string];
}

const alternatives: readonly Alternative[] = [
  { name: 'awk', link: '/usr/bin/awk', path: '/usr/bin/mawk', priority: 5, slave: ['nawk', '/usr/bin/nawk', '/usr/bin/mawk'] },
  { name: 'pager', link: '/usr/bin/pager', path: '/usr/bin/more', priority: 50 },
  { name: 'rmt', link: '/usr/sbin/rmt', path: '/usr/sbin/rmt-tar', priority: 50 },
  { name: 'which', link: '/usr/bin/which', path: '/usr/bin/which.debianutils', priority: 0 },
];

/** update-alternatives: a link to /etc/alternatives, from there to the choice, and what it remembers of them. */
function addAlternatives(tree: Tree): void {
  tree.directory('etc/alternatives');
  for (const { name, link, path, priority, slave } of alternatives) {
    for (const [from, via, to] of [[link, name, path], ...(slave ? [[slave[1], slave[0], slave[2]]] : [])] as [string, string, string][]) {
      tree.symlink(from, `/etc/alternatives/${via}`);
      tree.symlink(`etc/alternatives/${via}`, to);
    }
    const known = slave ? `${slave[0]}\n${slave[1]}\n` : '';
    const chosen = slave ? `${slave[2]}\n` : '';
    tree.file(`var/lib/dpkg/alternatives/${name}`, `auto\n${link}\n${known}\n${path}\n${priority}\n${chosen}\n`);
  }
}

export function configure(tree: Tree): void {
  for (const script of [basePasswd, passwd, baseFiles, debianutils, libcBin, libpamRuntime, addAlternatives]) script(tree);
}
