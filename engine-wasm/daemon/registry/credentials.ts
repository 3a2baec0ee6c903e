/** Who a client says it is, in the header `X-Registry-Auth` (Docker Engine API, "Authentication"). */
import { defaultDomain } from '../../wire/reference.ts';
import { badRequest } from '../errors.ts';
import type { ApiRequest } from '../http/router.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly serveraddress?: string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, section 4. */
export function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63] as string);
    encoded += letters.map((letter, at) => (i + at - 1 < bytes.length ? letter : '=')).join('');
  }
  return encoded;
}

/** Both alphabets of RFC 4648; `null` when it is neither. */
function fromBase64(encoded: string): string | null {
  const letters = encoded.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < letters.length; i++) {
    const value = alphabet.indexOf(letters[i] as string);
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 > 0) bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return new TextDecoder().decode(bytes);
}

export function credentialsOf({ username = '', password = '' }: AuthConfig): Credentials | null {
  return username === '' ? null : { username, password };
}

/** @throws DaemonError bad-request */
function decodeHeader(header: string, name: string): unknown {
  try {
    return JSON.parse(fromBase64(header) ?? '');
  } catch {
    throw badRequest(`invalid ${name} header: invalid JSON`);
  }
}

/** `null` without the header, or when it names nobody. @throws DaemonError bad-request */
export function credentialsFrom({ headers }: ApiRequest): Credentials | null {
  const header = headers.get('x-registry-auth') ?? '';
  return header === '' ? null : credentialsOf(decodeHeader(header, 'X-Registry-Auth') as AuthConfig);
}

/** The clients' name for the default registry is an URL of old. */
export function domainOf(serverAddress: string): string {
  const host = serverAddress.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === '' || host === 'index.docker.io' || host === `registry-1.${defaultDomain}` ? defaultDomain : host;
}

/** Of a build, whose images may come from anywhere: `X-Registry-Config` has all that the client knows. @throws DaemonError bad-request */
export function allCredentials({ headers }: ApiRequest): (domain: string) => Credentials | null {
  const header = headers.get('x-registry-config') ?? '';
  const all = header === '' ? {} : (decodeHeader(header, 'X-Registry-Config') as Readonly<Record<string, AuthConfig>>);
  const byDomain = new Map(Object.entries(all).map(([server, auth]) => [domainOf(server), credentialsOf(auth)]));
  return (domain) => byDomain.get(domain) ?? null;
}
