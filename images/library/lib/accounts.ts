import type { Tree } from './tree.ts';

/** A user with a group of the same name and number, as `adduser --system` makes it. */
export function addSystemUser(tree: Tree, name: string, id: number, home: string): void {
  const append = (path: string, line: string): void => {
    const { mode, gid } = tree.entries.get(path) ?? { mode: 0o644, gid: 0 };
    tree.file(path, `${tree.read(path).toString()}${line}\n`, { mode, gid });
  };
  append('etc/passwd', `${name}:x:${id}:${id}::${home}:/usr/sbin/nologin`);
  append('etc/group', `${name}:x:${id}:`);
  append('etc/shadow', `${name}:!:${Math.floor(tree.newest / 86_400)}::::::`);
  append('etc/gshadow', `${name}:!::`);
}
