/** Who a client says it is, in the header `X-Registry-Auth` (Docker Engine API, "Authentication"). */
import { defaultDomain } from '../../wire/reference.ts';
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

/** What cannot be read is as good as absent, as it is for Docker's daemon: then the registry says what it wants. */
function decodeHeader<T>(header: string | undefined): T | null {
  try {
    return JSON.parse(fromBase64(header ?? '') ?? '') as T;
  } catch {
    return null;
  }
}

export function credentialsFrom({ headers }: ApiRequest): Credentials | null {
  return credentialsOf(decodeHeader<AuthConfig>(headers.get('x-registry-auth')) ?? {});
}

/** The clients' name for the default registry is an URL of old. */
export function domainOf(serverAddress: string): string {
  const host = serverAddress.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === '' || host === 'index.docker.io' || host === `registry-1.${defaultDomain}` ? defaultDomain : host;
}

/** Of a build, whose images may come from anywhere: `X-Registry-Config` has all that the client knows. */
export function allCredentials({ headers }: ApiRequest): (domain: string) => Credentials | null {
  const all = decodeHeader<Readonly<Record<string, AuthConfig>>>(headers.get('x-registry-config')) ?? {};
  const byDomain = new Map(Object.entries(all).map(([server, auth]) => [domainOf(server), credentialsOf(auth)]));
  return (domain) => byDomain.get(domain) ?? null;
}
