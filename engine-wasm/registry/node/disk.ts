import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobSource, HubIndex } from '../hub.ts';

/** The hub's content from a folder: `index.json` and `blobs/sha256/HEX`. */
export function diskBlobs(directory: string): BlobSource {
  return {
    index: async () => JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as HubIndex,
    async blob(digest) {
      const path = join(directory, 'blobs', digest.replace(':', '/'));
      const found = await stat(path).catch(() => null);
      return found && { size: found.size, read: () => createReadStream(path, { highWaterMark: 64 * 1024 }) as AsyncIterable<Uint8Array> };
    },
  };
}
