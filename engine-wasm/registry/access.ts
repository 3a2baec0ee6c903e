/** Who may do what, as on Docker Hub: anybody pulls what is public, the owner pulls, pushes and deletes below the own name. */
import type { Repository } from './content.ts';
import type { PushedRepository } from './storage/storage.ts';

export type Action = 'pull' | 'push' | 'delete';

/** The account that a repository belongs to: the first component of its name. The library is nobody's. */
export function ownerOf(name: string): string | null {
  const [owner = '', ...rest] = name.split('/');
  return rest.length === 0 || owner === 'library' ? null : owner;
}

/** `user` is `null` for somebody without a login. A repository that is not there can be pushed to by who would own it, and pulled by nobody else. */
export function isAllowed(user: string | null, action: Action, name: string, repository: Repository | PushedRepository | undefined): boolean {
  const owner = ownerOf(name);
  if (user !== null && user === owner) return true;
  return action === 'pull' && repository !== undefined && !('private' in repository && repository.private);
}
