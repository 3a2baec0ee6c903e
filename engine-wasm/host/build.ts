/** Builds the guest's one executable: QuickJS, the host's C, and the bundles as bytecode, linked statically for i386. */
import { build as bundle } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackage, fetchSource, unpackPackage, type DebianFile } from '../../scripts/lib/apt.ts';
import { cached, hashFiles, type Cached } from '../../scripts/lib/cache.ts';
import { run } from '../../scripts/lib/run.ts';

const here = import.meta.dirname;
const engine = join(here, '..');
const compiler = 'i686-linux-gnu-gcc';
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
];
const warnings = ['-Wall', '-Wextra', '-Wno-unused-parameter', '-Werror'];

/** What argv[0] picks, and the bundle's entry point. */
const entryPoints: Record<string, string> = {
  init: 'agent/main.ts',
  dockerd: 'daemon/main.ts',
  docker: 'cli/main.ts',
  curl: 'cli/curl/main.ts',
};

export interface Engine extends Cached {
  readonly executable: string;
  readonly madeOf: readonly DebianFile[];
}

/** Unlike `Promise.all` it leaves nothing running behind a failure, so that the working directory can be removed. */
async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) if (outcome.status === 'rejected') throw outcome.reason;
}

interface QuickJs extends Cached {
  /** Source directory, with `libquickjs.a` for the guest and `compile` for this machine beside it. */
  readonly source: string;
}

async function buildQuickJs(files: readonly DebianFile[]): Promise<QuickJs> {
  const upstream = files.find((file) => file.name.includes('.orig.tar'));
  if (!upstream) throw new Error("QuickJS's source package has no upstream archive");
  const compileSource = join(here, 'compile.c');
  const result = await cached('quickjs', 'QuickJS: compile', [upstream.sha256, cflags.join(' '), await hashFiles(compileSource)], async (directory) => {
    const source = join(directory, 'source');
    await mkdir(source);
    await run('tar', ['--extract', '--file', upstream.path, '--directory', source, '--strip-components=1']);
    const version = (await readFile(join(source, 'VERSION'), 'utf8')).trim();
    const units = ['quickjs', 'libregexp', 'libunicode', 'cutils', 'dtoa'];
    const defines = [`-DCONFIG_VERSION="${version}"`, '-fwrapv'];
    await allEnded(units.map((unit) => run(compiler, [...cflags, ...defines, '-w', '-c', join(source, `${unit}.c`), '-o', join(directory, `${unit}.o`)])));
    await run('i686-linux-gnu-ar', ['rcs', join(directory, 'libquickjs.a'), ...units.map((unit) => join(directory, `${unit}.o`))]);
    const native = [
      ...defines,
      '-O1',
      '-w',
      '-D_GNU_SOURCE',
      `-I${source}`,
      compileSource,
      ...units.map((unit) => join(source, `${unit}.c`)),
      '-lm',
      '-lpthread',
    ];
    await run('gcc', [...native, '-o', join(directory, 'compile')]);
  });
  return { ...result, source: join(result.path, 'source') };
}

async function bundleAll(into: string): Promise<string[]> {
  await bundle({
    entryPoints: Object.fromEntries(Object.entries(entryPoints).map(([name, path]) => [name, join(engine, path)])),
    outdir: into,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    platform: 'neutral',
    chunkNames: '[name]-[hash]',
    external: ['native:*'],
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  return (await readdir(into)).sort();
}

/** Imports between bundles are flat names in the executable. */
async function flattenImports(path: string): Promise<void> {
  const source = await readFile(path, 'utf8');
  await writeFile(path, source.replaceAll(/((?:from|import)\s*\(?\s*)(["'])\.\//g, '$1$2'));
}

function assemblyOf(names: readonly string[]): string {
  const blobs = names.map((_, i) => `.balign 8\ncode${i}: .incbin "${i}.bin"\nend${i}: .byte 0\n`).join('');
  const strings = names.map((name, i) => `name${i}: .asciz "${name}"\n`).join('');
  const table = names.map((_, i) => `.long name${i}, code${i}, end${i}\n`).join('');
  return `.section .rodata\n${blobs}${strings}.globl bundles\n.balign 4\nbundles:\n${table}.globl bundle_count\nbundle_count: .long ${names.length}\n.section .note.GNU-stack,"",@progbits\n`;
}

async function compileBundles(quickJs: QuickJs, directory: string): Promise<void> {
  const scripts = join(directory, 'bundles');
  const names = await bundleAll(scripts);
  for (const [i, name] of names.entries()) {
    await flattenImports(join(scripts, name));
    await run(join(quickJs.path, 'compile'), [join(scripts, name), name, join(directory, `${i}.bin`)]);
  }
  await writeFile(join(directory, 'bundles.S'), assemblyOf(names));
  await run(compiler, ['-c', 'bundles.S', '-o', 'bundles.o'], { cwd: directory });
}

async function buildHost(quickJs: QuickJs, zlib: DebianFile): Promise<Cached> {
  const sources = (await readdir(here)).filter((name) => /\.[ch]$/.test(name) && name !== 'compile.c').sort();
  const inputs = [quickJs.key, zlib.sha256, [...cflags, ...warnings].join(' '), await hashFiles(...sources.map((name) => join(here, name)))];
  return cached('host', 'Engine host: compile', inputs, async (directory) => {
    await unpackPackage(zlib, join(directory, 'zlib'));
    const include = ['-isystem', quickJs.source, `-I${join(directory, 'zlib/usr/include')}`, `-I${join(directory, 'zlib/usr/include/i386-linux-gnu')}`];
    const units = sources.filter((name) => name.endsWith('.c'));
    await allEnded(
      units.map((name) => run(compiler, [...cflags, ...warnings, ...include, '-c', join(here, name), '-o', join(directory, name.replace(/c$/, 'o'))])),
    );
  });
}

async function link(host: Cached, quickJs: QuickJs, directory: string): Promise<void> {
  const objects = (await readdir(host.path)).filter((name) => name.endsWith('.o')).map((name) => join(host.path, name));
  const archives = [join(quickJs.path, 'libquickjs.a'), join(host.path, 'zlib/usr/lib/i386-linux-gnu/libz.a')];
  const options = ['-static', '-Wl,--gc-sections', '-Wl,-z,norelro', '-s'];
  await run(compiler, [...options, ...objects, join(directory, 'bundles.o'), ...archives, '-lm', '-o', join(directory, 'engine')]);
}

/** The executable; only what changed is built again. */
export async function buildEngine(): Promise<Engine> {
  const source = await fetchSource('quickjs');
  const zlib = await fetchPackage('zlib1g-dev');
  const quickJs = await buildQuickJs(source);
  const host = await buildHost(quickJs, zlib);
  const scripts = ['api', 'sys', 'wire', 'daemon', 'cli', 'agent'].map((folder) => join(engine, folder));
  const inputs = [host.key, quickJs.key, await hashFiles(...scripts, import.meta.filename)];
  const result = await cached('engine', 'Engine: bundle and link', inputs, async (directory) => {
    await compileBundles(quickJs, directory);
    await link(host, quickJs, directory);
    await rm(join(directory, 'bundles.o'));
  });
  return { ...result, executable: join(result.path, 'engine'), madeOf: [...source, zlib] };
}

if (process.argv[1] === import.meta.filename) console.log((await buildEngine()).executable);
