import type { FileEntry } from '../../../../engine-wasm/api/files.ts';
import type { GuestFiles } from '../../files/client.ts';
import { joinPath } from './paths.ts';

export interface FoundFile {
  readonly path: string;
  readonly entry: FileEntry;
}

/** Everything below a folder but the folders themselves; those that `skips` says are not looked into. Links are told, and not followed. */
export async function* walk(files: GuestFiles, folder: string, skips: (name: string) => boolean = () => false): AsyncGenerator<FoundFile, void, undefined> {
  for (const entry of (await files.list(folder)).entries) {
    const path = joinPath(folder, entry.name);
    if (entry.kind !== 'directory') yield { path, entry };
    else if (!skips(entry.name)) yield* walk(files, path, skips);
  }
}
