/** `repositories.json`: which names stand for which images. The file has Docker's form: familiar names, tags and digests alike. */
import type { Files } from '../../sys/sys.ts';
import { familiarName, familiarString, parseReference, withDefaultTag, type Reference } from '../../wire/reference.ts';

type Names = Record<string, Record<string, string>>;

export class Repositories {
  readonly #files: Files;
  readonly #path: string;
  readonly #names: Names;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
    this.#names = files.exists(path) ? (JSON.parse(files.readText(path)) as { Repositories: Names }).Repositories : {};
  }

  /** A digest wins over a tag beside it. */
  get(reference: Reference): string | undefined {
    return this.#names[familiarName(reference)]?.[keyOf(reference)];
  }

  set(reference: Reference, imageId: string): void {
    const name = familiarName(reference);
    if (this.get(reference) === imageId) return;
    this.#names[name] = { ...this.#names[name], [keyOf(reference)]: imageId };
    this.#save();
  }

  delete(reference: Reference): void {
    const name = familiarName(reference);
    const { [keyOf(reference)]: _removed, ...rest } = this.#names[name] ?? {};
    if (Object.keys(rest).length > 0) this.#names[name] = rest;
    else delete this.#names[name];
    this.#save();
  }

  /** All names of an image, sorted. */
  of(imageId: string): Reference[] {
    const found = Object.values(this.#names).flatMap((keys) => Object.keys(keys).filter((key) => keys[key] === imageId));
    return found.sort().map(parseReference);
  }

  #save(): void {
    this.#files.writeAtomic(this.#path, JSON.stringify({ Repositories: this.#names }), 0o600);
  }
}

function keyOf(reference: Reference): string {
  const { domain, path, digest } = withDefaultTag(reference);
  return familiarString(digest === undefined ? withDefaultTag(reference) : { domain, path, digest });
}
