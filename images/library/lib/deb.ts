/** What is in a .deb. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { DebianFile } from '../../../scripts/lib/apt.ts';

function dpkgDeb(option: string, file: DebianFile): Readable {
  const child = spawn('dpkg-deb', [option, file.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.on('close', (code) => {
    if (code !== 0) child.stdout.destroy(new Error(`dpkg-deb ${option} ${file.path}: exit code ${code}`));
  });
  return child.stdout;
}

/** The files that a package installs, as a tar archive. */
export function dataArchive(file: DebianFile): Readable {
  return dpkgDeb('--fsys-tarfile', file);
}

/** The package's control file, maintainer scripts and lists, as a tar archive. */
export function controlArchive(file: DebianFile): Readable {
  return dpkgDeb('--ctrl-tarfile', file);
}
