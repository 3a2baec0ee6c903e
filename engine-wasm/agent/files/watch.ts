import type { FileChanges } from '../../api/files.ts';
import type { Sys } from '../../sys/sys.ts';
import type { BufferedReader } from '../../wire/buffered-reader.ts';
import { checkDirectory } from './path.ts';

/** Tells of changes in directories until the other side has no more to say. */
export async function watchDirectories(
  { files, loop }: Sys,
  paths: readonly string[],
  input: BufferedReader,
  tell: (changes: FileChanges) => void,
): Promise<void> {
  const watch = files.openWatch();
  const numbers = new Map<number, string>();
  for (const path of paths) {
    try {
      numbers.set(files.addWatch(watch, checkDirectory(path)), path);
    } catch {
      // What is not there does not change; the directory above tells when it comes back.
    }
  }
  tell({ changed: [...numbers.values()] });
  loop.onReadable(watch, () => {
    const seen = files.readWatch(watch);
    tell({ changed: seen.includes(-1) ? paths : [...new Set(seen.flatMap((number) => numbers.get(number) ?? []))] });
  });
  while ((await input.readSome()) !== null);
  tell({ changed: [...numbers.values()] });
  loop.onReadable(watch, null);
  files.close(watch);
}
