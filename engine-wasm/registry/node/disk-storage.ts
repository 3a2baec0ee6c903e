import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyState, newFileName, type FileWriter, type HubState, type HubStorage } from '../storage/storage.ts';

/** Below one directory: `state.json`, and the bytes in `files/`. One process at a time. */
export function diskStorage(directory: string): HubStorage {
  const statePath = join(directory, 'state.json');
  const files = join(directory, 'files');
  let last: Promise<unknown> = mkdir(files, { recursive: true });

  async function readState(): Promise<HubState> {
    const text = await readFile(statePath, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    return text === null ? emptyState : (JSON.parse(text) as HubState);
  }

  /** Through a second file, so that a crash leaves the old state or the new one. */
  async function writeState(state: HubState): Promise<void> {
    await writeFile(`${statePath}.new`, JSON.stringify(state));
    await rename(`${statePath}.new`, statePath);
  }

  function create(): FileWriter {
    const name = newFileName();
    let handle: FileHandle | null = null;
    return {
      name,
      async write(bytes) {
        await last;
        handle ??= await open(join(files, name), 'a');
        await handle.appendFile(bytes);
      },
      async close() {
        await last;
        await (handle ?? (await open(join(files, name), 'a'))).close();
      },
    };
  }

  return {
    async state() {
      await last;
      return readState();
    },
    update(change) {
      const updated = last.then(async () => writeState(change(await readState())));
      last = updated.catch(() => undefined);
      return updated;
    },
    create,
    async *read(name, start, end) {
      if (start < end) yield* createReadStream(join(files, name), { start, end: end - 1 }) as AsyncIterable<Buffer>;
    },
    remove: (name) => rm(join(files, name), { force: true }),
    async files() {
      await last;
      return readdir(files);
    },
  };
}
