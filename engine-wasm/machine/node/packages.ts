import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageIndexPath, type PackageFiles, type PackageIndex } from '../packages/packages.ts';

/** The files of `images/packages/build.ts` in a directory. */
export function diskPackages(directory: string): PackageFiles {
  return {
    index: async () => JSON.parse(await readFile(join(directory, packageIndexPath), 'utf8')) as PackageIndex,
    read: (path) => createReadStream(join(directory, path)) as AsyncIterable<Buffer>,
  };
}
