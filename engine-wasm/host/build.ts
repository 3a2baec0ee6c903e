/** Builds the guest's one executable: QuickJS, the host's C, and the bundles as bytecode, linked statically for i386. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, hashFiles, type Cached } from '../../scripts/lib/cache.ts';
import type { LockFile } from '../../scripts/lib/lock.ts';
import { run } from '../../scripts/lib/run.ts';
import { allEnded } from './all-ended.ts';
import { bundleAll, type Bundle } from './bundles.ts';
import { buildQuickJs, type QuickJs } from './quickjs.ts';
import { prepareToolchain, type Toolchain } from './toolchain.ts';
import { buildZstd, type Zstd } from './zstd.ts';

const here = import.meta.dirname;
const warnings = ['-Wall', '-Wextra', '-Wno-unused-parameter', '-Werror'];

export interface Engine extends Cached {
  readonly executable: string;
}

async function buildHost(quickJs: QuickJs, zstd: Zstd, toolchain: Toolchain): Promise<Cached> {
  const sources = (await readdir(here)).filter((name) => /\.[ch]$/.test(name) && name !== 'compile.c').sort();
  const inputs = [quickJs.key, zstd.key, toolchain.key, warnings.join(' '), await hashFiles(...sources.map((name) => join(here, name)))];
  return cached('host', 'Engine host: compile', inputs, async (directory) => {
    const options = [...warnings, '-isystem', quickJs.headers, '-isystem', zstd.headers];
    const units = sources.filter((name) => name.endsWith('.c'));
    await allEnded(units.map((name) => toolchain.compile(join(here, name), join(directory, name.replace(/c$/, 'o')), ...options)));
  });
}

function assemblyOf(names: readonly string[]): string {
  const blobs = names.map((_, i) => `.balign 8\ncode${i}: .incbin "${i}.bin"\nend${i}: .byte 0\n`).join('');
  const strings = names.map((name, i) => `name${i}: .asciz "${name}"\n`).join('');
  const table = names.map((_, i) => `.long name${i}, code${i}, end${i}\n`).join('');
  return `.section .rodata\n${blobs}${strings}.globl bundles\n.balign 4\nbundles:\n${table}.globl bundle_count\nbundle_count: .long ${names.length}\n.section .note.GNU-stack,"",@progbits\n`;
}

/** Compiles the bundles to bytecode and returns an object file with all of them. */
async function compileBundles(bundles: readonly Bundle[], quickJs: QuickJs, toolchain: Toolchain, directory: string): Promise<string> {
  for (const [i, { name, script }] of bundles.entries()) {
    const path = join(directory, name);
    await writeFile(path, script);
    await run(quickJs.bytecodeCompiler, [path, name, join(directory, `${i}.bin`)]);
  }
  const assembly = join(directory, 'bundles.S');
  await writeFile(assembly, assemblyOf(bundles.map(({ name }) => name)));
  await toolchain.compile(assembly, join(directory, 'bundles.o'), `-Wa,-I${directory}`);
  return join(directory, 'bundles.o');
}

/** The executable; only what changed is built again. */
export async function buildEngine(lock: LockFile): Promise<Engine> {
  const toolchain = await prepareToolchain(await lock.packages('engine', ['libc6-dev', 'linux-libc-dev', 'zlib1g-dev']));
  const quickJs = await buildQuickJs(await lock.source('quickjs'), toolchain);
  const zstd = await buildZstd(await lock.source('libzstd'), toolchain);
  const host = await buildHost(quickJs, zstd, toolchain);
  const bundles = await bundleAll();
  const inputs = [host.key, quickJs.key, JSON.stringify(bundles), await hashFiles(import.meta.filename)];
  const result = await cached('engine', 'Engine: bundle and link', inputs, async (directory) => {
    const bytecode = await compileBundles(bundles, quickJs, toolchain, directory);
    const objects = (await readdir(host.path)).filter((name) => name.endsWith('.o')).map((name) => join(host.path, name));
    await toolchain.link(join(directory, 'engine'), ...objects, bytecode, quickJs.library, zstd.library, '-lz', '-lm');
    await rm(bytecode);
  });
  return { ...result, executable: join(result.path, 'engine') };
}
