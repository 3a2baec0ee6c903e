/** The cross compiler of this machine, with the guest's C library instead of its own: what is linked in is in the lock file. */
import { join } from 'node:path';
import { unpackPackage, type DebianFile } from '../../scripts/lib/apt.ts';
import { cached } from '../../scripts/lib/cache.ts';
import { run } from '../../scripts/lib/run.ts';

const prefix = 'i686-linux-gnu-';
/** v86 has SSE2 and no more; the guest is small, so size counts as much as speed. */
const cflags = [
  '-O2',
  '-march=pentium4',
  '-std=gnu11',
  '-D_GNU_SOURCE',
  '-D_FILE_OFFSET_BITS=64',
  '-ffunction-sections',
  '-fdata-sections',
  '-fno-asynchronous-unwind-tables',
  '-fno-pie',
];

export interface Toolchain {
  /** For the keys of what is compiled. */
  readonly key: string;
  /** Compiles one unit. */
  compile(source: string, object: string, ...options: readonly string[]): Promise<void>;
  archive(library: string, objects: readonly string[]): Promise<void>;
  /** Links a static program from objects and libraries, in the order in which a linker wants them. */
  link(program: string, ...inputs: readonly string[]): Promise<void>;
}

/** `libraries` are development packages: the C library's, the kernel's headers, and others. */
export async function prepareToolchain(libraries: readonly DebianFile[]): Promise<Toolchain> {
  const { path, key } = await cached('sysroot', 'C library: unpack', [libraries.map(({ sha256 }) => sha256).join()], async (directory) => {
    for (const library of libraries) await unpackPackage(library, directory);
  });
  const compiler = `${prefix}gcc`;
  const own = (await run(compiler, ['-print-file-name=include'])).trim();
  const headers = ['-nostdinc', ...[own, join(path, 'usr/include/i386-linux-gnu'), join(path, 'usr/include')].flatMap((folder) => ['-isystem', folder])];
  const folder = join(path, 'usr/lib/i386-linux-gnu');
  return {
    key: `${key} ${cflags.join(' ')}`,
    compile: async (source, object, ...options) => void (await run(compiler, [...cflags, ...options, ...headers, '-c', source, '-o', object])),
    archive: async (library, objects) => void (await run(`${prefix}ar`, ['rcsD', library, ...objects])),
    link: async (program, ...inputs) => {
      const options = ['-static', '-no-pie', '-Wl,--gc-sections', '-Wl,-z,norelro', '-Wl,--build-id=none', '-s'];
      // -B finds the start files, -L the libraries.
      await run(compiler, [...options, '-B', `${folder}/`, '-L', folder, ...inputs, '-o', program]);
    },
  };
}
