import { chmod, cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackPackage, type DebianFile } from '../../scripts/lib/apt.ts';
import { cached, hashFiles, type Cached } from '../../scripts/lib/cache.ts';
import type { LockFile } from '../../scripts/lib/lock.ts';
import { run } from '../../scripts/lib/run.ts';

const files = join(import.meta.dirname, 'rootfs');
const completion = join(import.meta.dirname, '../../engine-wasm/cli/completion/docker.bash');

/** The engine is one executable; the name it is called by picks what it is. */
const engineNames = ['/sbin/init', '/usr/bin/dockerd', '/usr/bin/docker', '/usr/bin/docker-init', '/usr/bin/docker-credential-drydock', '/usr/bin/curl'];

export interface RootFs extends Cached {
  /** The initramfs: a gzip-compressed cpio archive ("newc", as the kernel's initramfs documentation has it). */
  readonly image: string;
}

/** Assembles the guest's root file system from Debian's static BusyBox and bash, the engine and the files of `rootfs/`. */
export async function buildRootFs(lock: LockFile, engine: { readonly executable: string; readonly key: string }): Promise<RootFs> {
  const [busybox, bash] = (await lock.packages('rootFs', ['busybox-static', 'bash-static'])) as [DebianFile, DebianFile];
  const inputs = [busybox.sha256, bash.sha256, engine.key, await hashFiles(files, completion, import.meta.filename)];
  const result = await cached('initrd', 'Root file system: assemble', inputs, async (directory) => {
    const tree = join(directory, 'tree');
    await layOut(tree, engine.executable, busybox, bash);
    await archive(tree, join(directory, 'initrd'));
    await rm(tree, { recursive: true });
  });
  return { ...result, image: join(result.path, 'initrd.gz') };
}

async function layOut(tree: string, engine: string, busybox: DebianFile, bash: DebianFile): Promise<void> {
  await cp(files, tree, { recursive: true });
  for (const folder of [
    'bin',
    'sbin',
    'lib',
    'usr/bin',
    'usr/sbin',
    'usr/lib/drydock',
    'var/lib/docker',
    'var/log',
    'home',
    'mnt',
    'root',
    'tmp',
    'dev',
    'proc',
    'sys',
    'etc/bash_completion.d',
  ]) {
    await mkdir(join(tree, folder), { recursive: true });
  }
  await addBusyBox(tree, busybox);
  const unpacked = join(tree, 'unpacked');
  await unpackPackage(bash, unpacked);
  await cp(join(unpacked, 'bin/bash-static'), join(tree, 'bin/bash')).catch(() => cp(join(unpacked, 'usr/bin/bash-static'), join(tree, 'bin/bash')));
  await rm(unpacked, { recursive: true });
  await cp(completion, join(tree, 'etc/bash_completion.d/docker'));
  await cp(engine, join(tree, 'usr/lib/drydock/engine'));
  for (const name of engineNames) await symlink('/usr/lib/drydock/engine', join(tree, name));
  await symlink('/run', join(tree, 'var/run'));
}

async function addBusyBox(tree: string, busybox: DebianFile): Promise<void> {
  const unpacked = join(tree, 'unpacked');
  await unpackPackage(busybox, unpacked);
  const program = join(tree, 'bin/busybox');
  await cp(join(unpacked, 'bin/busybox'), program).catch(() => cp(join(unpacked, 'usr/bin/busybox'), program));
  await rm(unpacked, { recursive: true });
  const applets = (await run(program, ['--list-full'])).trim().split('\n');
  const ours = new Set(['sbin/init', 'bin/busybox', 'bin/bash', 'linuxrc']);
  for (const applet of applets) {
    if (ours.has(applet)) continue;
    await mkdir(join(tree, applet, '..'), { recursive: true });
    await symlink('/bin/busybox', join(tree, applet));
  }
}

/** Of every file in the archive: the same inputs give the same bytes, whoever builds, and when. */
const fileTime = '2026-01-01T00:00:00Z';
const fileModes = 'u=rwX,go=rX';

async function archive(tree: string, image: string): Promise<void> {
  await run('chmod', ['--recursive', fileModes, tree]);
  await chmod(join(tree, 'tmp'), 0o1777);
  await run('find', [tree, '-exec', 'touch', '--no-dereference', `--date=${fileTime}`, '{}', '+']);
  const names = (await run('find', ['.', '-mindepth', '1', '-printf', '%P\\n'], { cwd: tree })).trim().split('\n').sort();
  await run('cpio', ['--create', '--quiet', '--format=newc', '--owner=0:0', '--reproducible', `--file=${image}`], {
    cwd: tree,
    input: `${names.join('\n')}\n`,
  });
  await run('gzip', ['-9', '--no-name', image]);
}
