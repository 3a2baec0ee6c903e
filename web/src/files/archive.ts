/** Folders of the machine as .tar.gz, by its own tar(1): it alone knows owners, permissions, links and all that is in large folders. */
import type { MachinePort } from '../state/machine-port.ts';
import { formatBytes } from '../ui/format.ts';
import type { GuestFiles } from './client.ts';

/** Bytes of an archive before it is compressed; all that the machine has is some hundred megabytes of memory. */
export const largestArchive = 64 << 20;

/** What is written to a file beyond its limit ends the program with SIGXFSZ: 128 + 25. */
const fileTooLarge = 153;

const temporaryPath = (): string => `/tmp/drydock-${crypto.randomUUID()}.tar`;

async function gzipped(bytes: Uint8Array): Promise<Blob> {
  return new Response(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

export class Archives {
  readonly #port: Pick<MachinePort, 'openPty'>;
  readonly #files: GuestFiles;

  constructor(port: Pick<MachinePort, 'openPty'>, files: GuestFiles) {
    this.#port = port;
    this.#files = files;
  }

  /** What is called `name` in a directory, or with "." all that is in it. @throws Error with tar's words, FileError */
  async pack(directory: string, name: string): Promise<Blob> {
    const archive = temporaryPath();
    try {
      // Of `ulimit -f` a block has 512 bytes.
      await this.#shell('ulimit -f "$1"; tar -cf "$2" -C "$3" -- "$4"', String(largestArchive / 512), archive, directory, name);
      return await gzipped((await this.#files.read(archive)).bytes);
    } finally {
      await this.#files.remove(archive).catch(() => undefined);
    }
  }

  /** One that is compressed with gzip or not at all, over what the directory has. @throws Error with tar's words, FileError */
  async unpack(archive: Blob, directory: string): Promise<void> {
    const path = temporaryPath();
    try {
      const bytes = new Uint8Array(await archive.arrayBuffer());
      await this.#files.write(path, bytes);
      // The machine's tar finds out by itself for larger ones only.
      const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
      await this.#shell('tar "$1" "$2" -C "$3"', isCompressed ? '-xzf' : '-xf', path, directory);
    } finally {
      await this.#files.remove(path).catch(() => undefined);
    }
  }

  async #shell(script: string, ...args: readonly string[]): Promise<void> {
    const session = await this.#port.openPty({ argv: ['/bin/sh', '-c', script, 'sh', ...args], rows: 24, columns: 200 });
    const decoder = new TextDecoder();
    let said = '';
    for (let bytes = await session.stream.read(); bytes !== null; bytes = await session.stream.read()) said += decoder.decode(bytes, { stream: true });
    const code = await session.exited;
    if (code === fileTooLarge) throw new Error(`It has more than ${formatBytes(largestArchive)}. Choose a smaller part of it.`);
    if (code !== 0) throw new Error(said.trim() || `tar ended with code ${code}.`);
  }
}
