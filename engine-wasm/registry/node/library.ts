import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobPath, indexPath, type BlobSource, type HubIndex } from '../content.ts';

async function* readRange(path: string, start: number, end: number): AsyncIterable<Uint8Array> {
  if (start === end) return;
  yield* createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Buffer>;
}

/** The files of `images/library/build.ts` in a directory. The index is read anew for each request: a build may have replaced it. */
export function diskLibrary(directory: string): BlobSource {
  return {
    index: async () => JSON.parse(await readFile(join(directory, indexPath), 'utf8')) as HubIndex,
    read: (digest, start, end) => readRange(join(directory, blobPath(digest)), start, end),
  };
}
