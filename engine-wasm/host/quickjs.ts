import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DebianSource } from '../../scripts/lib/apt.ts';
import { cached, hashFiles, type Cached } from '../../scripts/lib/cache.ts';
import { run } from '../../scripts/lib/run.ts';
import { allEnded } from './all-ended.ts';
import type { Toolchain } from './toolchain.ts';

const compileSource = join(import.meta.dirname, 'compile.c');
const units = ['quickjs', 'libregexp', 'libunicode', 'cutils', 'dtoa'];

export interface QuickJs extends Cached {
  readonly headers: string;
  /** For the guest. */
  readonly library: string;
  /** For this machine: `compile SCRIPT NAME OUTPUT` writes a module's bytecode. */
  readonly bytecodeCompiler: string;
}

/** QuickJS, unmodified, from Debian's source package. */
export async function buildQuickJs({ upstream, sha256 }: DebianSource, toolchain: Toolchain): Promise<QuickJs> {
  const inputs = [sha256, toolchain.key, await hashFiles(compileSource, import.meta.filename)];
  const result = await cached('quickjs', 'QuickJS: compile', inputs, async (directory) => {
    const source = join(directory, 'source');
    await mkdir(source);
    await run('tar', ['--extract', '--file', upstream, '--directory', source, '--strip-components=1']);
    const version = (await readFile(join(source, 'VERSION'), 'utf8')).trim();
    const options = [`-DCONFIG_VERSION="${version}"`, '-fwrapv', '-w'];
    const object = (unit: string): string => join(directory, `${unit}.o`);
    await allEnded(units.map((unit) => toolchain.compile(join(source, `${unit}.c`), object(unit), ...options)));
    await toolchain.archive(join(directory, 'libquickjs.a'), units.map(object));
    const sources = [compileSource, ...units.map((unit) => join(source, `${unit}.c`))];
    await run('gcc', [...options, '-O1', '-D_GNU_SOURCE', `-I${source}`, ...sources, '-lm', '-lpthread', '-o', join(directory, 'compile')]);
  });
  const at = (name: string): string => join(result.path, name);
  return { ...result, headers: at('source'), library: at('libquickjs.a'), bytecodeCompiler: at('compile') };
}
