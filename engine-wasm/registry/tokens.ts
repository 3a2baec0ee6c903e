/**
 * Docker's token authentication (distribution project, "Token Authentication Specification"): the registry answers 401 and names this service,
 * the client comes here with its credentials, and goes back with a token that says what it may do. Tokens are JSON Web Tokens (RFC 7519), signed
 * with a key that nobody else has: service and registry are one program here.
 */
import { isAllowed, type Action } from './access.ts';
import { basicCredentials, isKnown } from './accounts.ts';
import { failure, json, type Answer } from './answer.ts';
import type { Catalog } from './catalog.ts';
import type { HubRequest } from './request.ts';

const lifeSeconds = 300;
export const service = 'hub';

interface Grant {
  readonly type: 'repository';
  readonly name: string;
  readonly actions: readonly Action[];
}

/** What a token says; `sub` is empty for somebody without a login. Times in seconds since the epoch. */
export interface Claims {
  readonly sub: string;
  readonly exp: number;
  readonly access: readonly Grant[];
}

const encoder = new TextEncoder();

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

const now = (): number => Math.floor(Date.now() / 1000);

/** `repository:NAME:ACTION,ACTION`; scopes of other kinds are not granted. */
function parseScope(scope: string): Grant | null {
  const [, name, actions] = /^repository:(.+):([a-z*,]+)$/.exec(scope) ?? [];
  if (name === undefined || actions === undefined) return null;
  const wanted = actions.split(',');
  const all: readonly Action[] = ['pull', 'push', 'delete'];
  return { type: 'repository', name, actions: all.filter((action) => wanted.includes(action) || wanted.includes('*')) };
}

export class Tokens {
  readonly #key = crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']) as Promise<CryptoKey>;

  /** `GET /token?service=…&scope=…`, with or without credentials. @throws Failure UNAUTHORIZED for wrong ones */
  async answer({ headers, query }: HubRequest, catalog: Catalog): Promise<Answer> {
    const credentials = basicCredentials(headers.get('authorization'));
    if (credentials && !(await isKnown(catalog.storage, credentials))) throw failure('UNAUTHORIZED', undefined, [], 'incorrect username or password');
    const user = credentials?.user ?? null;
    const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '));
    const repositories = await catalog.repositories();
    const access = scopes.flatMap((scope) => {
      const wanted = parseScope(scope);
      return wanted ? [{ ...wanted, actions: wanted.actions.filter((action) => isAllowed(user, action, wanted.name, repositories.get(wanted.name))) }] : [];
    });
    const token = await this.#sign({ sub: user ?? '', exp: now() + lifeSeconds, access });
    return json(200, { token, access_token: token, expires_in: lifeSeconds, issued_at: new Date().toISOString() });
  }

  /** What a request's bearer token says; `null` for none, and for one that is not ours or too old. */
  async verify(authorization: string | undefined): Promise<Claims | null> {
    const [, signed, payload, signature] = /^Bearer +([\w-]+\.([\w-]+))\.([\w-]+)$/i.exec(authorization ?? '') ?? [];
    if (!signed || !payload || !signature) return null;
    const isOurs = await crypto.subtle.verify('HMAC', await this.#key, fromBase64url(signature) as BufferSource, encoder.encode(signed));
    if (!isOurs) return null;
    const claims = JSON.parse(new TextDecoder().decode(fromBase64url(payload))) as Claims;
    return claims.exp > now() ? claims : null;
  }

  async #sign(claims: Claims): Promise<string> {
    const encode = (value: unknown): string => base64url(encoder.encode(JSON.stringify(value)));
    const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode({ iss: service, aud: service, iat: now(), ...claims })}`;
    return `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign('HMAC', await this.#key, encoder.encode(signed))))}`;
  }
}
