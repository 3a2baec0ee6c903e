/** Folders from this computer into the machine, and out of it. */
import type { App } from '../app/context.ts';
import { largestArchive } from '../files/archive.ts';
import { chooseFiles } from '../files/choose.ts';
import type { FileError } from '../files/client.ts';
import { download } from '../files/download.ts';
import { directoryOf, joinPath, nameOf } from '../state/editor/paths.ts';
import { formatBytes } from '../ui/format.ts';

/** A file of this computer, or with `null` a folder that has none; `path` is relative, with the folder's own name first. */
interface Incoming {
  readonly path: string;
  readonly file: File | null;
}

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function filesBelow(entry: FileSystemEntry): Promise<Incoming[]> {
  const path = entry.fullPath.slice(1);
  if (entry.isFile) return [{ path, file: await fileOf(entry as FileSystemFileEntry) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Incoming[] = [];
  // It gives some at a time, and none at the end.
  for (let entries = await readEntries(reader); entries.length > 0; entries = await readEntries(reader))
    for (const child of entries) found.push(...(await filesBelow(child)));
  return found.length > 0 ? found : [{ path, file: null }];
}

/** What was dropped. The list must be taken before the event is over. */
export async function droppedFiles(items: DataTransferItemList): Promise<Incoming[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function mayReplace(app: App, folder: string, incoming: readonly Incoming[]): Promise<boolean> {
  const there = new Set((await app.workspace.files.list(folder)).entries.map(({ name }) => name));
  const replaced = [...new Set(incoming.map(({ path }) => path.split('/')[0] as string))].filter((name) => there.has(name));
  if (replaced.length === 0) return true;
  const text = `${replaced.join(', ')} ${replaced.length === 1 ? 'is' : 'are'} in the machine already. Files of the same names are replaced, others stay.`;
  return app.dialogs.confirm({ title: 'Replace files?', text, confirm: 'Replace', danger: true });
}

async function makeFolder({ files }: App['workspace'], path: string): Promise<void> {
  await files.makeDirectory(path).catch((error: FileError) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** @throws FileError, Error */
export async function upload(app: App, folder: string, incoming: readonly Incoming[]): Promise<void> {
  const { workspace } = app;
  const total = incoming.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  const count = incoming.filter(({ file }) => file !== null).length;
  if (incoming.length === 0) throw new Error('There is no file in it.');
  if (total > largestArchive) throw new Error(`It has ${formatBytes(total)}; the machine takes at most ${formatBytes(largestArchive)} at a time.`);
  if (!(await mayReplace(app, folder, incoming))) return;
  let done = 0;
  try {
    for (const { path, file } of incoming) {
      workspace.transfer = { label: `Copying ${path}`, share: total > 0 ? done / total : null };
      if (file) await workspace.files.write(joinPath(folder, path), new Uint8Array(await file.arrayBuffer()));
      else await makeFolder(workspace, joinPath(folder, path));
      done += file?.size ?? 0;
    }
  } finally {
    workspace.transfer = null;
  }
  app.toasts.info(`${count === 1 ? '1 file is' : `${count} files are`} in the machine`, `In ${folder}, ${formatBytes(total)}.`);
}

/** For those who do not drag. */
export async function chooseFolder(): Promise<Incoming[]> {
  return (await chooseFiles({ folder: true })).map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** With permissions, links and empty folders. @throws FileError, Error */
export async function downloadFolder({ workspace, archives, toasts }: App, folder: string): Promise<void> {
  workspace.transfer = { label: `Packing ${folder}`, share: null };
  try {
    const blob = await archives.pack(directoryOf(folder), nameOf(folder) || '.');
    const name = `${nameOf(folder) || 'machine'}.tar.gz`;
    download(name, blob);
    toasts.info(`${name} is yours`, `${formatBytes(blob.size)}, with permissions and links.`);
  } finally {
    workspace.transfer = null;
  }
}
