/** A volume that is empty gets what the image has at its place (moby's populateVolumes). */
import { MNT_DETACH, MS_RDONLY, S_IFDIR, S_IFLNK, S_IFMT } from '../../sys/constants.ts';
import type { Files, Sys } from '../../sys/sys.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';

/** The root file system to copy from. */
export interface ImageRoot {
  /** Topmost first. */
  readonly lowerDirs: readonly string[];
  readonly upperDir: string;
  /** Where it may be mounted. */
  readonly mountPoint: string;
}

const longestChain = 40;

/** A directory below `root` as a process with that root would find it, links followed; `null` when there is none. */
function directoryInRoot(files: Files, root: string, path: string): string | null {
  const left = path.split('/');
  let at: string[] = [];
  for (let links = 0; left.length > 0;) {
    const part = left.shift() as string;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at.pop();
      continue;
    }
    const here = `${root}/${[...at, part].join('/')}`;
    if (!files.exists(here) && !isLink(files, here)) return null;
    if (!isLink(files, here)) at.push(part);
    else if (++links > longestChain) return null;
    else {
      const target = files.readLink(here);
      if (target.startsWith('/')) at = [];
      left.unshift(...target.split('/'));
    }
  }
  const found = `${root}/${at.join('/')}`;
  return (files.stat(found).mode & S_IFMT) === S_IFDIR ? found : null;
}

function isLink(files: Files, path: string): boolean {
  try {
    return (files.lstat(path).mode & S_IFMT) === S_IFLNK;
  } catch {
    return false;
  }
}

async function copyTree({ processes }: Sys, from: string, to: string): Promise<void> {
  const code = await processes.wait(processes.spawn({ path: '/bin/busybox', argv: ['cp', '-a', `${from}/.`, to] }));
  if (code !== 0) throw new Error(`copying ${from} to ${to} failed`);
}

/** Fills those of the mounts' volumes that ask for it and are empty. */
export async function fillVolumes(sys: Sys, image: ImageRoot, mounts: readonly MountPoint[]): Promise<void> {
  const { files } = sys;
  const wanting = mounts.filter(({ type, copyUp, source }) => type === 'volume' && copyUp === true && files.readDir(source).length === 0);
  if (wanting.length === 0) return;
  files.mount('overlay', image.mountPoint, 'overlay', MS_RDONLY, `lowerdir=${[image.upperDir, ...image.lowerDirs].join(':')}`);
  try {
    for (const { source, destination } of wanting) {
      const from = directoryInRoot(files, image.mountPoint, destination);
      if (from !== null) await copyTree(sys, from, source);
    }
  } finally {
    files.umount(image.mountPoint, MNT_DETACH);
  }
}
