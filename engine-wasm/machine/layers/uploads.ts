/** Layers on their way out: files that the guest writes from beginning to end, once. */
import { fileType, type Node } from './tree.ts';

/** Their directory in the file server. */
export const uploadsName = 'uploads';

export interface Upload {
  readonly name: string;
  readonly node: Node;
  /** The whole file. */
  readonly complete: Promise<Uint8Array>;
  /** False when the bytes do not continue the file, or are too many. */
  write(offset: number, bytes: Uint8Array): boolean;
}

export class Uploads {
  readonly #files = new Map<string, Upload>();
  #inode = 0;

  get(name: string): Upload | undefined {
    return this.#files.get(name);
  }

  /** A file of `size` bytes; `advanced` hears how many are there. */
  start(size: number, advanced: (bytes: number) => void): Upload {
    const data = new Uint8Array(size);
    let received = 0;
    let finish: (whole: Uint8Array) => void;
    const complete = new Promise<Uint8Array>((resolve) => (finish = resolve));
    const upload: Upload = {
      name: crypto.randomUUID(),
      node: {
        mode: fileType.file | 0o200,
        uid: 0,
        gid: 0,
        mtime: 0,
        xattrs: new Map(),
        data,
        links: 1,
        inode: ++this.#inode,
        children: new Map(),
      },
      complete,
      write(offset, bytes) {
        if (offset !== received || received + bytes.length > size) return false;
        data.set(bytes, offset);
        received += bytes.length;
        advanced(received);
        if (received === size) finish(data);
        return true;
      },
    };
    this.#files.set(upload.name, upload);
    return upload;
  }

  end({ name }: Upload): void {
    this.#files.delete(name);
  }
}
