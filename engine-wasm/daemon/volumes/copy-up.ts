/** A volume that is empty gets what the image has at its place (moby's populateVolumes). */
import type { Sys } from '../../sys/sys.ts';
import { baseName } from '../archive/path-name.ts';
import { isDirectory, statIn } from '../archive/path-stat.ts';
import { putTree } from '../archive/put.ts';
import type { View } from '../archive/view.ts';
import type { MountPoint } from '../runtime/rootfs-steps.ts';

/** The directory itself is taken, too: its owner and mode become the volume's. @throws Error with Docker's text when the place is a file */
async function fill(sys: Sys, image: View, { source, destination }: MountPoint): Promise<void> {
  const there = await statIn(sys, image, destination, 'follow');
  if (!there) return;
  if (!isDirectory(there)) throw new Error(`source ${image.root}${there.path} is not directory`);
  const beside = { root: `${source}/..`, steps: [] };
  await putTree(sys, image, { pack: [`path=${there.path}`, `name=${baseName(source)}`] }, beside, { owner: null, mode: '' });
}

/** Fills those of the mounts' volumes that ask for it and are empty. */
export async function fillVolumes(sys: Sys, image: View, mounts: readonly MountPoint[]): Promise<void> {
  const wanting = mounts.filter(({ type, copyUp, source }) => type === 'volume' && copyUp === true && sys.files.readDir(source).length === 0);
  for (const mount of wanting) await fill(sys, image, mount);
}
