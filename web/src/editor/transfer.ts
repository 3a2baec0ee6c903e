/** Folders from this computer into the machine, and out of it. */
import type { App } from '../app/context.ts';
import type { FileError } from '../files/client.ts';
import { directoryOf, joinPath, nameOf } from '../state/editor/paths.ts';
import { formatBytes } from '../ui/format.ts';

/** Bytes; all that the machine has is some hundred megabytes of memory. */
const largestFolder = 64 << 20;

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
  if (total > largestFolder) throw new Error(`It has ${formatBytes(total)}; the machine takes at most ${formatBytes(largestFolder)} at a time.`);
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

/** What is written to a file beyond that ends the program with SIGXFSZ: 128 + 25. */
const fileTooLarge = 153;

/** tar(1) of the machine: it alone knows permissions, links and all that is in large folders. @throws Error */
async function packFolder({ port }: App, folder: string, archive: string): Promise<void> {
  // Of `ulimit -f` a block has 512 bytes.
  const script = 'ulimit -f "$1"; tar -cf "$2" -C "$3" -- "$4"';
  const argv = ['/bin/sh', '-c', script, 'sh', String(largestFolder / 512), archive, directoryOf(folder), nameOf(folder) || '.'];
  const session = await port.openPty({ argv, rows: 24, columns: 200 });
  const decoder = new TextDecoder();
  let said = '';
  for (let bytes = await session.stream.read(); bytes !== null; bytes = await session.stream.read()) said += decoder.decode(bytes, { stream: true });
  const code = await session.exited;
  if (code === fileTooLarge) throw new Error(`It has more than ${formatBytes(largestFolder)}. Choose a smaller folder.`);
  if (code !== 0) throw new Error(said.trim() || `tar ended with code ${code}.`);
}

async function compressed(bytes: Uint8Array): Promise<Blob> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).blob();
}

/** With permissions, links and empty folders. @throws FileError, Error */
export async function downloadFolder(app: App, folder: string): Promise<void> {
  const { workspace } = app;
  const archive = `/tmp/drydock-${crypto.randomUUID()}.tar`;
  workspace.transfer = { label: `Packing ${folder}`, share: null };
  try {
    await packFolder(app, folder, archive);
    const blob = await compressed((await workspace.files.read(archive)).bytes);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${nameOf(folder) || 'machine'}.tar.gz`;
    link.click();
    URL.revokeObjectURL(link.href);
    app.toasts.info(`${link.download} is yours`, `${formatBytes(blob.size)}, with permissions and links.`);
  } finally {
    workspace.transfer = null;
    await workspace.files.remove(archive).catch(() => undefined);
  }
}
