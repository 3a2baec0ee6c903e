/** `repositories.json`: which names stand for which images. The file has Docker's form: familiar names, tags and digests alike. */
import type { Files } from '../../sys/sys.ts';
import { familiarName, familiarString, parseReference, withDefaultTag, type Reference } from '../../wire/reference.ts';

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;

export class Repositories {
  readonly #files: Files;
  readonly #path: string;
  /** Name → tag or digest reference → image. */
  readonly #names = new Map<string, Map<string, string>>();

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
    const stored = files.exists(path) ? (JSON.parse(files.readText(path)) as { Repositories: Names }).Repositories : {};
    for (const [name, keys] of Object.entries(stored)) this.#names.set(name, new Map(Object.entries(keys)));
  }

  /** A digest wins over a tag beside it. */
  get(reference: Reference): string | undefined {
    return this.#names.get(familiarName(reference))?.get(keyOf(reference));
  }

  set(reference: Reference, imageId: string): void {
    if (this.get(reference) === imageId) return;
    const name = familiarName(reference);
    const keys = this.#names.get(name) ?? new Map<string, string>();
    this.#names.set(name, keys.set(keyOf(reference), imageId));
    this.#save();
  }

  delete(reference: Reference): void {
    const name = familiarName(reference);
    const keys = this.#names.get(name);
    keys?.delete(keyOf(reference));
    if (keys?.size === 0) this.#names.delete(name);
    this.#save();
  }

  /** All names of an image, sorted. */
  of(imageId: string): Reference[] {
    const found = [...this.#names.values()].flatMap((keys) => [...keys.keys()].filter((key) => keys.get(key) === imageId));
    return found.sort().map(parseReference);
  }

  /** The tags of a repository, sorted. */
  inRepository(repository: Reference): Reference[] {
    const keys = this.#names.get(familiarName(repository))?.keys() ?? [];
    return [...keys]
      .sort()
      .map(parseReference)
      .filter((name) => name.digest === undefined);
  }

  #save(): void {
    const stored = Object.fromEntries([...this.#names].map(([name, keys]) => [name, Object.fromEntries(keys)]));
    this.#files.writeAtomic(this.#path, JSON.stringify({ Repositories: stored }), 0o600);
  }
}

function keyOf(reference: Reference): string {
  const { domain, path, digest } = withDefaultTag(reference);
  return familiarString(digest === undefined ? withDefaultTag(reference) : { domain, path, digest });
}
