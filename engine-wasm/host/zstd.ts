import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DebianSource } from '../../scripts/lib/apt.ts';
import { cached, hashFiles, type Cached } from '../../scripts/lib/cache.ts';
import { run } from '../../scripts/lib/run.ts';
import { allEnded } from './all-ended.ts';
import type { Toolchain } from './toolchain.ts';

/** Below `lib`: the decoder and nothing else. */
const units = [
  'common/entropy_common',
  'common/error_private',
  'common/fse_decompress',
  'common/xxhash',
  'common/zstd_common',
  'decompress/huf_decompress',
  'decompress/zstd_ddict',
  'decompress/zstd_decompress',
  'decompress/zstd_decompress_block',
];

/** As small as its makers have it (lib/README.md, "Modular build"), and for the format alone that has been its only one since version 0.8. */
const options = [
  '-DZSTD_LEGACY_SUPPORT=0',
  '-DZSTD_LIB_MINIFY=1',
  '-DZSTD_DISABLE_ASM',
  '-DZSTD_NO_INLINE',
  '-DZSTD_STRIP_ERROR_STRINGS',
  '-DHUF_FORCE_DECOMPRESS_X1',
  '-DZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT',
  '-w',
];

export interface Zstd extends Cached {
  readonly headers: string;
  readonly library: string;
}

/** Zstandard's decoder, unmodified, from Debian's source package: the library's own package has three times as much code. */
export async function buildZstd({ upstream, sha256 }: DebianSource, toolchain: Toolchain): Promise<Zstd> {
  const inputs = [sha256, toolchain.key, await hashFiles(import.meta.filename)];
  const result = await cached('zstd', 'Zstandard: compile', inputs, async (directory) => {
    const source = join(directory, 'source');
    await mkdir(source);
    await run('tar', ['--extract', '--file', upstream, '--directory', source, '--strip-components=1']);
    const object = (unit: string): string => join(directory, `${basename(unit)}.o`);
    await allEnded(units.map((unit) => toolchain.compile(join(source, 'lib', `${unit}.c`), object(unit), ...options)));
    await toolchain.archive(join(directory, 'libzstd.a'), units.map(object));
  });
  return { ...result, headers: join(result.path, 'source/lib'), library: join(result.path, 'libzstd.a') };
}
