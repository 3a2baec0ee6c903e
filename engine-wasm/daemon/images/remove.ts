/** `docker rmi`: a name goes; with the last name the image, and with the image the layers that nobody else has (moby daemon/images/image_delete.go). */
import type { ImageDeleted } from '../../api/images.ts';
import { familiarString, type Reference } from '../../wire/reference.ts';
import { conflict } from '../errors.ts';
import type { UsersOf, EventsForImages } from './ports.ts';
import { findImage, parse } from './resolve.ts';
import type { ImageStore, StoredImage } from './store.ts';

export type Removed = ImageDeleted;

const short = (id: string): string => id.replace('sha256:', '').slice(0, 12);

/** At most one name, or a tag and the digest that came with it. */
function isSingle(names: readonly Reference[]): boolean {
  if (names.length <= 1) return true;
  const tags = names.filter((name) => name.digest === undefined);
  if (tags.length > 1) return false;
  const single = tags[0] ?? (names[0] as Reference);
  const digestRepositories = new Set(names.filter((name) => name.digest !== undefined).map((name) => `${name.domain}/${name.path}`));
  return digestRepositories.size === 1 && digestRepositories.has(`${single.domain}/${single.path}`);
}

export class Remover {
  readonly #store: ImageStore;
  readonly #usersOf: UsersOf;
  readonly #events: EventsForImages;

  constructor(store: ImageStore, usersOf: UsersOf, events: EventsForImages) {
    this.#store = store;
    this.#usersOf = usersOf;
    this.#events = events;
  }

  /** @throws DaemonError not-found or conflict, with Docker's texts */
  remove(text: string, force: boolean): Removed[] {
    const image = findImage(this.#store, text);
    this.#store.releaseRetired((id) => this.#usersOf(id).length > 0);
    const isId = image.id.startsWith(text) || image.id.slice(7).startsWith(text);
    return isId ? this.#removeById(image, force) : this.#removeByName(image, parse(text), text, force);
  }

  #removeByName(image: StoredImage, name: Reference, text: string, force: boolean): Removed[] {
    const user = this.#usersOf(image.id)[0];
    if (user && !force && isSingle(this.#store.names.of(image.id))) {
      throw conflict(
        `conflict: unable to remove repository reference "${text}" (must force) - container ${short(user.id)} is using its referenced image ${short(image.id)}`,
      );
    }
    const removed = [this.#untag(image, name)];
    const left = this.#store.names.of(image.id);
    const sameRepository = left.filter((other) => other.domain === name.domain && other.path === name.path);
    if (name.digest === undefined && sameRepository.every((other) => other.digest !== undefined)) {
      for (const digest of sameRepository) removed.push(this.#untag(image, digest));
    }
    if (this.#store.names.of(image.id).length > 0) return removed;
    if (this.#conflictOf(image, force) !== null) return removed;
    return [...removed, ...this.#delete(image)];
  }

  #removeById(image: StoredImage, force: boolean): Removed[] {
    const names = this.#store.names.of(image.id);
    if (!isSingle(names) && !force) throw refusal(image, 'must be forced', 'image is referenced in multiple repositories');
    const found = this.#conflictOf(image, force);
    if (found !== null) throw found;
    return [...names.map((name) => this.#untag(image, name)), ...this.#delete(image)];
  }

  #conflictOf(image: StoredImage, force: boolean): Error | null {
    if (this.#store.childrenOf(image.id).length > 0) return refusal(image, 'cannot be forced', 'image has dependent child images');
    const users = this.#usersOf(image.id);
    const running = users.find((user) => user.running);
    if (running) return refusal(image, 'cannot be forced', `image is being used by running container ${short(running.id)}`);
    const stopped = users[0];
    return stopped && !force ? refusal(image, 'must be forced', `image is being used by stopped container ${short(stopped.id)}`) : null;
  }

  #untag(image: StoredImage, name: Reference): Removed {
    const known = name.tag === undefined && name.digest === undefined ? { ...name, tag: 'latest' } : name;
    this.#store.names.delete(known);
    this.#events.emit('image', 'untag', image.id, { name: image.id });
    return { Untagged: familiarString(known) };
  }

  #delete(image: StoredImage): Removed[] {
    const inUse = this.#usersOf(image.id).length > 0;
    const parent = this.#store.parentOf(image.id);
    if (inUse) this.#store.retire(image.id);
    const layers = inUse ? [] : this.#store.remove(image.id);
    this.#events.emit('image', 'delete', image.id, { name: image.id });
    return [...[image.id, ...layers].map((id) => ({ Deleted: id })), ...(parent === undefined ? [] : this.#deleteUnneeded(parent))];
  }

  /** What was only a step on the way to an image that is gone: without a name, a child or a container. */
  #deleteUnneeded(id: string): Removed[] {
    const image = this.#store.get(id);
    const isNeeded = this.#store.names.of(id).length > 0 || this.#store.childrenOf(id).length > 0 || this.#usersOf(id).length > 0;
    return isNeeded ? [] : this.#delete(image);
  }
}

function refusal(image: StoredImage, how: string, why: string): Error {
  return conflict(`conflict: unable to delete ${short(image.id)} (${how}) - ${why}`);
}
