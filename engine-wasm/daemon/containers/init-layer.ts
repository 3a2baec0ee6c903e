import type { Sys } from '../../sys/sys.ts';

const directory = '/var/lib/docker/overlay2/init/diff';
const directories = ['dev/pts', 'dev/shm', 'etc', 'proc', 'sys'];
const files = ['.dockerenv', 'dev/console', 'etc/hostname', 'etc/hosts', 'etc/resolv.conf'];

/**
 * What every container's root has to mount something on (moby's init layer), as one directory for all: it lies below the image's layers, so that
 * what an image has itself stays, and no mount point counts as the container's change.
 */
export function initLayer({ files: disk }: Sys): string {
  if (disk.exists(`${directory}/.dockerenv`)) return directory;
  for (const name of directories) disk.mkdirAll(`${directory}/${name}`);
  disk.symlink('/proc/mounts', `${directory}/etc/mtab`);
  for (const name of files.reverse()) disk.writeAtomic(`${directory}/${name}`, '', 0o755);
  return directory;
}
