/** Accounts as on Docker Hub: anybody makes one, and owns the repositories below its name. */
import { failure } from './answer.ts';
import { hex } from './digest.ts';
import type { Account, HubStorage } from './storage/storage.ts';

const userForm = /^[a-z0-9]{2,30}$/;
/** Modest: what these passwords guard is the learner's own browser, and every login pays. */
const iterations = 20_000;
const saltBytes = 16;
/** Of the library. */
const reserved = ['library', 'hub'];

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

async function hashOf(password: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, ['deriveBits']);
  const salted = Uint8Array.from(salt.match(/../g) ?? [], (byte) => parseInt(byte, 16));
  return hex(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salted, iterations }, key, 256));
}

/** @throws Failure when the name is not good or taken, or there is no password */
export async function createAccount(storage: HubStorage, { user, password }: Credentials): Promise<void> {
  const refuse = (message: string): Error => failure('DENIED', undefined, [], message);
  if (!userForm.test(user) || reserved.includes(user)) throw refuse('a user name has 2 to 30 lower-case letters and digits');
  if (password === '') throw refuse('a password is needed');
  const salt = hex(crypto.getRandomValues(new Uint8Array(saltBytes)));
  const account: Account = { salt, hash: await hashOf(password, salt) };
  await storage.update((state) => {
    if (Object.hasOwn(state.accounts, user)) throw refuse(`the user name ${user} is taken`);
    return { ...state, accounts: { ...state.accounts, [user]: account } };
  });
}

export async function isKnown(storage: HubStorage, { user, password }: Credentials): Promise<boolean> {
  const { accounts } = await storage.state();
  const account = Object.hasOwn(accounts, user) ? accounts[user] : undefined;
  return account !== undefined && (await hashOf(password, account.salt)) === account.hash;
}

/** The credentials of an `Authorization: Basic` header (RFC 7617). */
export function basicCredentials(authorization: string | undefined): Credentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = new TextDecoder().decode(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)));
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
