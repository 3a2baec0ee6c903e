/**
 * Lock files: which Debian packages each part of an artifact is made of. A build uses the locked versions as long as the mirror has them. To take
 * newer ones, remove a part's entry (or the file) and build: what is missing is locked at today's version.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { guestArchive, type DebianFile, type DebianSource, type PackagePin } from './apt.ts';

/** Packages by part. */
export type Pins = Readonly<Record<string, readonly PackagePin[]>>;

export async function readPins(path: string): Promise<Pins> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Pins;
}

/** Writes `used` when it is not what the file says already. */
export async function writePins(path: string, used: Pins): Promise<void> {
  if (JSON.stringify(used) !== JSON.stringify(await readPins(path))) await writeFile(path, `${JSON.stringify(used, null, 2)}\n`);
}

const namesOf = (pins: readonly PackagePin[]): string => pins.map(({ name, version }) => `${name}=${version}`).join(' ');

/**
 * Fetches what is locked; or, when the mirror no longer has a locked version (Debian replaces packages in a stable release, too), what `today` says, with
 * a warning: the build is not the one that the lock file promised.
 */
export async function fetchLocked<T>(
  part: string,
  locked: readonly PackagePin[],
  today: () => Promise<readonly PackagePin[]>,
  fetch: (pins: readonly PackagePin[]) => Promise<T>,
): Promise<T> {
  try {
    return await fetch(locked);
  } catch (error) {
    const newest = await today();
    if (namesOf(newest) === namesOf(locked)) throw error;
    console.warn(`  ! ${part}: the mirror no longer has the locked versions; the newest are taken, and the lock file is brought up to date`);
    return fetch(newest);
  }
}

/** A lock file in use by a build. */
export class LockFile {
  readonly #path: string;
  readonly #locked: Pins;
  readonly #used: Record<string, readonly PackagePin[]> = {};

  private constructor(path: string, locked: Pins) {
    this.#path = path;
    this.#locked = locked;
  }

  static async open(path: string): Promise<LockFile> {
    return new LockFile(path, await readPins(path));
  }

  /** The packages `names`, in that order, of part `part`. */
  packages(part: string, names: readonly string[]): Promise<DebianFile[]> {
    const today = (): Promise<PackagePin[]> => guestArchive.pinPackages(names);
    return this.#fetch(part, names, today, (pins) => guestArchive.fetchPinned(pins));
  }

  /** The one package of part `part`. */
  async package(part: string, name: string): Promise<DebianFile> {
    const [file] = await this.packages(part, [name]);
    return file!;
  }

  /** A source package, in a part of its name. */
  async source(name: string): Promise<DebianSource> {
    const today = async (): Promise<PackagePin[]> => [await guestArchive.pinSource(name)];
    const [source] = await this.#fetch(name, [name], today, (pins) => Promise.all(pins.map((pin) => guestArchive.fetchSource(pin))));
    return source!;
  }

  save(): Promise<void> {
    return writePins(this.#path, this.#used);
  }

  async #fetch<T extends PackagePin>(
    part: string,
    names: readonly string[],
    today: () => Promise<readonly PackagePin[]>,
    fetch: (pins: readonly PackagePin[]) => Promise<T[]>,
  ): Promise<T[]> {
    const locked = this.#locked[part] ?? [];
    const complete = locked.map(({ name }) => name).join() === names.join();
    const files = await fetchLocked(part, complete ? locked : await today(), today, fetch);
    this.#used[part] = files.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
    return files;
  }
}
