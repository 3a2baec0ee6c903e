/** Where a hub keeps what was pushed to it. Whoever opens the same storage (two tabs of one browser) sees the same hub. */
import type { Repository } from '../content.ts';

/** Passwords are kept as PBKDF2 hashes; both texts are hex. */
export interface Account {
  readonly salt: string;
  readonly hash: string;
}

export interface PushedRepository extends Repository {
  /** Seen by its owner only. */
  readonly private: boolean;
  /** RFC 3339, of the last push. */
  readonly updated: string;
  /** Digest of each manifest → the digests that it refers to. */
  readonly references: Readonly<Record<string, readonly string[]>>;
}

/** Everything but the bytes: small, so that it is read and written whole. */
export interface HubState {
  readonly accounts: Readonly<Record<string, Account>>;
  readonly repositories: Readonly<Record<string, PushedRepository>>;
  /** Digest → the file that holds its bytes. A blob that was mounted from the library has none here. */
  readonly files: Readonly<Record<string, string>>;
}

export const emptyState: HubState = { accounts: {}, repositories: {}, files: {} };

/** A file being written. Its bytes can be read after {@link close}. */
export interface FileWriter {
  readonly name: string;
  /** @throws Error when there is no room left */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface HubStorage {
  state(): Promise<HubState>;
  /** Replaces the state by what `change` makes of it, in one step: no other update comes in between. An error of `change` changes nothing. */
  update(change: (state: HubState) => HubState): Promise<void>;
  create(): FileWriter;
  /** Bytes `start` to `end` (exclusive). */
  read(name: string, start: number, end: number): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  /** Names of all files, finished or not. */
  files(): Promise<readonly string[]>;
}

/** Names begin with the time, so that what an upload left unfinished is told from one that is under way. */
export function newFileName(): string {
  return `${Date.now().toString(36)}-${crypto.randomUUID()}`;
}

export function fileAgeMs(name: string): number {
  return Date.now() - parseInt(name, 36);
}
