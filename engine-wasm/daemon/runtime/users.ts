import { badRequest, DaemonError } from '../errors.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly home: string;
}

function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':'));
}

/** Who `spec` (`name|uid[:group|gid]`) is, by the image's passwd and group files. @throws DaemonError with Docker's texts */
export function findUser(spec: string, passwd: string, group: string, extraGroups: readonly string[]): User {
  const [userPart = '', groupPart] = spec.split(':', 2);
  const name = userPart === '' ? '0' : userPart;
  const row = rows(passwd).find((fields) => fields[0] === name || fields[2] === name);
  if (!row && !/^\d+$/.test(name)) throw badRequest(`unable to find user ${name}: no matching entries in passwd file`);
  const groupId = (wanted: string): number => {
    const found = rows(group).find((fields) => fields[0] === wanted || fields[2] === wanted);
    if (!found && !/^\d+$/.test(wanted)) throw new DaemonError('bad-request', `unable to find group ${wanted}: no matching entries in group file`);
    return Number(found?.[2] ?? wanted);
  };
  const uid = Number(row?.[2] ?? name);
  const gid = groupPart ? groupId(groupPart) : Number(row?.[3] ?? 0);
  const memberships = rows(group)
    .filter((fields) => row && !groupPart && (fields[3] ?? '').split(',').includes(row[0] as string))
    .map((fields) => Number(fields[2]));
  return { uid, gid, groups: [...new Set([gid, ...memberships, ...extraGroups.map(groupId)])], home: row?.[5] || '/' };
}
