/** Folders from this computer into the machine, and out of it. */
import { makeZip } from 'client-zip';
import type { App } from '../app/context.ts';
import { joinPath, nameOf, relativePath } from '../state/editor/paths.ts';
import { walk } from '../state/editor/walk.ts';
import { formatBytes } from '../ui/format.ts';

/** Bytes; all that the machine has is some hundred megabytes of memory. */
const largestFolder = 64 << 20;

/** A file of this computer; `path` is relative, with the folder's own name first. */
export interface Incoming {
  readonly path: string;
  readonly file: File;
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
  return found;
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

/** @throws FileError, Error */
export async function upload(app: App, folder: string, incoming: readonly Incoming[]): Promise<void> {
  const { workspace } = app;
  const total = incoming.reduce((sum, { file }) => sum + file.size, 0);
  if (incoming.length === 0) throw new Error('There is no file in it.');
  if (total > largestFolder) throw new Error(`It has ${formatBytes(total)}; the machine takes at most ${formatBytes(largestFolder)} at a time.`);
  if (!(await mayReplace(app, folder, incoming))) return;
  let done = 0;
  try {
    for (const { path, file } of incoming) {
      workspace.transfer = { label: `Copying ${path}`, share: total > 0 ? done / total : null };
      await workspace.files.write(joinPath(folder, path), new Uint8Array(await file.arrayBuffer()));
      done += file.size;
    }
  } finally {
    workspace.transfer = null;
  }
  app.toasts.info(`${incoming.length === 1 ? '1 file is' : `${incoming.length} files are`} in the machine`, `In ${folder}, ${formatBytes(total)}.`);
}

/** For those who do not drag: the browser's own dialog. */
export function chooseFolder(): Promise<Incoming[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }))));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

/** A zip of a folder, with the permissions; links are left out. */
export async function zipFolder(app: App, folder: string): Promise<{ readonly blob: Blob; readonly files: number; readonly skipped: number }> {
  const { files } = app.workspace;
  const counts = { files: 0, skipped: 0, bytes: 0 };
  async function* contents(): AsyncGenerator<{ name: string; input: Uint8Array; mode: number }, void, undefined> {
    for await (const { path, entry } of walk(files, folder)) {
      if (entry.kind !== 'file') {
        counts.skipped++;
        continue;
      }
      counts.files++;
      counts.bytes += entry.size;
      if (counts.bytes > largestFolder) throw new Error(`It has more than ${formatBytes(largestFolder)}. Choose a smaller folder.`);
      app.workspace.transfer = { label: `Reading ${relativePath(path, folder)}`, share: null };
      yield { name: joinPath(nameOf(folder) || 'machine', relativePath(path, folder)), input: (await files.read(path)).bytes, mode: 0o100000 | entry.mode };
    }
  }
  try {
    return { ...counts, blob: await new Response(makeZip(contents())).blob() };
  } finally {
    app.workspace.transfer = null;
  }
}

/** @throws FileError, Error */
export async function downloadFolder(app: App, folder: string): Promise<void> {
  const { blob, files, skipped } = await zipFolder(app, folder);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${nameOf(folder) || 'machine'}.zip`;
  link.click();
  URL.revokeObjectURL(link.href);
  app.toasts.info(`${link.download} is yours`, `${files} files, ${formatBytes(blob.size)}${skipped > 0 ? `; ${skipped} links or devices were left out` : ''}.`);
}
