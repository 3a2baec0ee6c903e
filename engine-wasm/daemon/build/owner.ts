/** `--chown=user[:group]` by the passwd and group files of the image that is written to. */
import type { Owner } from '../archive/put.ts';

function idOf(name: string, file: string, what: 'user' | 'group'): number {
  if (/^\d+$/.test(name)) return Number(name);
  const row = file
    .split('\n')
    .map((line) => line.split(':'))
    .find(([first]) => first === name);
  if (row) return Number(row[2]);
  const id = what === 'user' ? 'uid' : 'gid';
  throw new Error(`unable to convert uid/gid chown string to host mapping: can't find ${id} for ${what} ${name}: no such ${what}: ${name}`);
}

/** A user alone stands for the group of the same name, too. @throws Error with Docker's texts */
export function findOwner(chown: string, read: (path: string) => string): Owner {
  const [user = '', group = user, ...more] = chown.split(':');
  if (more.length > 0) throw new Error(`unable to convert uid/gid chown string to host mapping: invalid chown string format: ${chown}`);
  return { uid: idOf(user, read('/etc/passwd'), 'user'), gid: idOf(group, read('/etc/group'), 'group') };
}
