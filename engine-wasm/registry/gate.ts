/** Lets a request to a repository in, or says why not. */
import { isAllowed, type Action } from './access.ts';
import { adviceFor } from './advice.ts';
import { failure, type Failure } from './answer.ts';
import type { Repository } from './content.ts';
import type { HubRequest } from './request.ts';
import { service, type Claims } from './tokens.ts';

/** Where to get a token (RFC 6750, section 3); the scope is what the request would need. */
export function challenge({ headers }: HubRequest, scope?: string, error?: string): readonly [string, string] {
  const parameters = { realm: `http://${headers.get('host') ?? service}/token`, service, scope, error };
  const text = Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${value}"`]));
  return ['WWW-Authenticate', `Bearer ${text.join(',')}`];
}

/**
 * Somebody without a login is asked for one, whatever is wrong: a repository that is not there cannot be told from a private one. Who has
 * one learns that it is not enough.
 */
function refusal(request: HubRequest, claims: Claims | null, name: string, action: Action): Failure {
  if (action === 'pull') {
    const advice = adviceFor(name);
    if (advice !== undefined) return failure('DENIED', undefined, [], `requested access to the resource is denied\n${advice}`);
  }
  if (claims !== null && claims.sub !== '') return failure('DENIED');
  const actions = action === 'pull' ? 'pull' : `pull,${action}`;
  const detail = [{ Type: 'repository', Class: '', Name: name, Action: action }];
  return failure('UNAUTHORIZED', detail, [challenge(request, `repository:${name}:${actions}`, claims ? 'insufficient_scope' : undefined)]);
}

/** What is public needs no token; anything else needs one that was given for it. @throws Failure */
export function admit(request: HubRequest, claims: Claims | null, action: Action, name: string, repository: Repository | undefined): void {
  if (isAllowed(null, action, name, repository)) return;
  if (claims?.access.some((grant) => grant.name === name && grant.actions.includes(action))) return;
  // A token for less than this, of somebody who may do it: the client has to ask for one with this scope.
  const mayAskAgain = claims !== null && claims.sub !== '' && isAllowed(claims.sub, action, name, repository);
  throw mayAskAgain
    ? failure('UNAUTHORIZED', undefined, [challenge(request, `repository:${name}:pull,${action}`, 'insufficient_scope')])
    : refusal(request, claims, name, action);
}
