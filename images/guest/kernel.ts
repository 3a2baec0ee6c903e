import { copyFile, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { unpackPackage, type DebianFile } from '../../scripts/lib/apt.ts';
import { cached, type Cached } from '../../scripts/lib/cache.ts';
import type { LockFile } from '../../scripts/lib/lock.ts';
import { CommandError, run } from '../../scripts/lib/run.ts';

const sourcePackage = 'linux-source-6.12';
const fragment = join(import.meta.dirname, 'kernel.config');

export interface Kernel extends Cached {
  /** The compressed kernel, a bzImage. */
  readonly image: string;
}

/** Compiles the guest's kernel from Debian's kernel source with `kernel.config`: about five minutes on two cores, then cached. */
export async function buildKernel(lock: LockFile): Promise<Kernel> {
  const source = await lock.package('kernel', sourcePackage);
  const config = await readFile(fragment, 'utf8');
  const result = await cached('kernel', 'Kernel: compile', [source.sha256, config], (directory, note) => compile(source, config, directory, note));
  return { ...result, image: join(result.path, 'bzImage') };
}

async function compile(source: DebianFile, config: string, directory: string, note: (text: string) => void): Promise<void> {
  const work = join(directory, 'work');
  const tree = join(work, sourcePackage);
  note('unpacking the source');
  await unpackPackage(source, work);
  await run('tar', ['--extract', '--file', join(work, 'usr/src', `${sourcePackage}.tar.xz`), '--directory', work]);
  note('configuring');
  await run('make', ['--silent', 'ARCH=i386', 'allnoconfig'], { cwd: tree, env: { KCONFIG_ALLCONFIG: fragment } });
  requireOptions(config, await readFile(join(tree, '.config'), 'utf8'));
  note('compiling');
  const stamp = { KBUILD_BUILD_USER: 'drydock', KBUILD_BUILD_HOST: 'drydock', KBUILD_BUILD_TIMESTAMP: '2026-01-01' };
  await run('make', ['--silent', 'ARCH=i386', `--jobs=${availableParallelism()}`, 'bzImage'], { cwd: tree, env: stamp });
  await copyFile(join(tree, 'arch/x86/boot/bzImage'), join(directory, 'bzImage'));
  await rm(work, { recursive: true });
}

/** Kconfig drops what its dependencies do not allow without a word; a container without cgroups would be found much later. */
function requireOptions(wanted: string, actual: string): void {
  const have = new Set(actual.split('\n'));
  const unmet = wanted.split('\n').filter((line) => /^CONFIG_\w+=/.test(line) && !line.endsWith('=n') && !have.has(line));
  if (unmet.length > 0) throw new CommandError('kernel.config', 'options that this kernel source does not accept', unmet.join('\n'));
}
