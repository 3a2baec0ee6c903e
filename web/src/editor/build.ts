/** Building what is being edited: by the real `docker build`, in a terminal of its own. */
import { parseReference } from '../../../engine-wasm/wire/reference.ts';
import type { App } from '../app/context.ts';
import { directoryOf, isDockerfile, isWithin, nameOf } from '../state/editor/paths.ts';

/** Image names are in lower case, and a folder's may be anything. */
export function defaultTag(folder: string): string {
  const name = nameOf(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' || name === 'root' ? 'app' : name;
}

export interface BuildTarget {
  readonly folder: string;
  readonly dockerfile: string;
}

/** The Dockerfile that is looked at, or the nearest one above. */
export async function buildTarget({ workspace }: App): Promise<BuildTarget | null> {
  const path = workspace.active?.path;
  if (path !== undefined && isDockerfile(path)) return { folder: directoryOf(path), dockerfile: path };
  const folder = await workspace.buildFolder();
  return folder === null ? null : { folder, dockerfile: `${folder}/Dockerfile` };
}

export function buildArguments({ folder, dockerfile }: BuildTarget, tag: string): string[] {
  return ['/usr/bin/docker', 'build', '-t', tag, ...(nameOf(dockerfile) === 'Dockerfile' ? [] : ['-f', dockerfile]), folder];
}

/** Saves what is in the folder, then builds it. @throws Error saying what to do first */
export async function buildImage(app: App): Promise<void> {
  const { workspace, terminals } = app;
  const target = await buildTarget(app);
  if (!target) throw new Error('There is no Dockerfile in this folder. Make one with “New file”, or begin with the example.');
  const tag = workspace.tag.trim() || defaultTag(target.folder);
  parseReference(tag);
  await workspace.saveAll(target.folder);
  const unsaved = workspace.open.find((file) => file.dirty && isWithin(file.path, target.folder));
  if (unsaved) throw new Error(`${nameOf(unsaved.path)} is not saved: it was changed in the machine, too. Decide which one is to stay, then build again.`);
  terminals.run(buildArguments(target, tag), `build ${tag}`);
}
