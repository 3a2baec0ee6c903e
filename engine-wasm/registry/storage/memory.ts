import { emptyState, newFileName, type HubState, type HubStorage } from './storage.ts';

/** Kept as long as the process: for tests, and where a browser forbids storage. */
export function memoryStorage(): HubStorage {
  let state: HubState = emptyState;
  const contents = new Map<string, Uint8Array[]>();
  return {
    state: () => Promise.resolve(state),
    update(change) {
      state = change(state);
      return Promise.resolve();
    },
    create() {
      const name = newFileName();
      const parts: Uint8Array[] = [];
      contents.set(name, parts);
      return {
        name,
        write(bytes) {
          parts.push(bytes.slice());
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      };
    },
    async *read(name, start, end) {
      let at = 0;
      for (const part of contents.get(name) ?? []) {
        await Promise.resolve();
        if (at < end && at + part.length > start) yield part.subarray(Math.max(0, start - at), end - at);
        at += part.length;
      }
    },
    remove(name) {
      contents.delete(name);
      return Promise.resolve();
    },
    files: () => Promise.resolve([...contents.keys()]),
  };
}
