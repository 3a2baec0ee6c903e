import { createStore, delMany, get, keys, set, update } from 'idb-keyval';
import { emptyState, newFileName, type FileWriter, type HubState, type HubStorage } from './storage.ts';

/** A record for each piece, so that a range is read without the rest. All pieces of a file but the last have this many bytes. */
const pieceBytes = 1024 * 1024;
const stateKey = 'state';

type PieceKey = [file: string, piece: number];

/** In this browser, shared by its tabs; gone with the site's data. */
export function indexedDbStorage(): HubStorage {
  const records = createStore('drydock-hub', 'records');
  const pieces = createStore('drydock-hub-files', 'pieces');

  function create(): FileWriter {
    const name = newFileName();
    let piece = new Uint8Array(pieceBytes);
    let used = 0;
    let next = 0;
    const put = async (): Promise<void> => {
      const full = piece.slice(0, used);
      used = 0;
      await set([name, next++] satisfies PieceKey, full, pieces);
    };
    return {
      name,
      async write(bytes) {
        for (let at = 0; at < bytes.length;) {
          const part = bytes.subarray(at, at + pieceBytes - used);
          piece.set(part, used);
          used += part.length;
          at += part.length;
          if (used === pieceBytes) await put();
        }
      },
      async close() {
        await put();
        piece = new Uint8Array(0);
      },
    };
  }

  async function piecesOf(name: string): Promise<PieceKey[]> {
    return (await keys<PieceKey>(pieces)).filter(([file]) => file === name);
  }

  return {
    state: async () => (await get<HubState>(stateKey, records)) ?? emptyState,
    update: (change) => update<HubState>(stateKey, (state) => change(state ?? emptyState), records),
    create,
    async *read(name, start, end) {
      for (let at = start; at < end;) {
        const number = Math.floor(at / pieceBytes);
        const piece = await get<Uint8Array>([name, number] satisfies PieceKey, pieces);
        if (!piece) throw new Error('this browser no longer has the bytes');
        const from = at - number * pieceBytes;
        const part = piece.subarray(from, from + end - at);
        at += part.length;
        yield part;
      }
    },
    remove: async (name) => delMany(await piecesOf(name), pieces),
    files: async () => [...new Set((await keys<PieceKey>(pieces)).map(([file]) => file))],
  };
}
