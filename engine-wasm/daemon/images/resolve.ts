import type { ImageForRun } from './ports.ts';
import { badRequest, notFound } from '../errors.ts';
import { familiarString, InvalidReference, parseReference, withDefaultTag, withTag, type Reference } from '../../wire/reference.ts';
import type { ImageStore, StoredImage } from './store.ts';

/** @throws DaemonError bad-request with Docker's text */
export function parse(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message);
    throw error;
  }
}

/** @throws DaemonError bad-request with Docker's text */
export function tagged(reference: Reference, tag: string): Reference {
  try {
    return withTag(reference, tag);
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message);
    throw error;
  }
}

/** A full id is no name: 64 hexadecimal digits, with or without their algorithm. */
function asId(text: string): string | undefined {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

/** By id, name, or unique beginning of an id, in this order (moby's GetImage). @throws DaemonError */
export function findImage(store: ImageStore, text: string): StoredImage {
  const id = asId(text);
  if (id !== undefined) {
    if (!store.has(id)) throw notFound(`No such image: ${id}`);
    return store.get(id);
  }
  const prefixed = text.startsWith('sha256:') ? store.byPrefix(text) : undefined;
  if (prefixed !== undefined) return store.get(prefixed);
  const reference = withDefaultTag(parse(text));
  const found = store.names.get(reference) ?? store.byPrefix(text);
  if (found === undefined || !store.has(found)) throw notFound(`No such image: ${familiarString(reference)}`);
  return store.get(found);
}

/** What a container needs of an image; by its full id also of one that was removed under it. @throws DaemonError */
export function resolveForRun(store: ImageStore, text: string): ImageForRun {
  const { id, config, layers } = store.isRetired(text) ? store.get(text) : findImage(store, text);
  return { id, config: config.config ?? {}, lowerDirs: layers.map((chainId) => store.layers.shortPath(chainId)).reverse() };
}
