import Code from '@lucide/svelte/icons/code-xml';
import Download from '@lucide/svelte/icons/download';
import FilePlus from '@lucide/svelte/icons/file-plus';
import FileSearch from '@lucide/svelte/icons/file-search';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import FolderPlus from '@lucide/svelte/icons/folder-plus';
import FolderUp from '@lucide/svelte/icons/folder-up';
import Hammer from '@lucide/svelte/icons/hammer';
import Save from '@lucide/svelte/icons/save';
import SaveAll from '@lucide/svelte/icons/save-all';
import X from '@lucide/svelte/icons/x';
import type { OpenFile } from '../../state/editor/open-file.svelte.ts';
import { directoryOf, joinPath, nameOf, nameProblem, relativePath } from '../../state/editor/paths.ts';
import type { App } from '../context.ts';
import { whenReady, type Action } from './action.ts';

const shown = ({ layout, machine }: App): boolean =>
  machine.ready && layout.pane === 'editor' && (layout.narrow ? layout.view === 'editor' : !layout.stageHidden);
const hasFile = (app: App): boolean => shown(app) && app.workspace.active?.state === 'ready';

const toggleEditor: Action<void> = {
  id: 'editor.toggle',
  title: ({ layout }) => (layout.stageHidden || layout.pane !== 'editor' ? 'Show the editor' : 'Hide the editor'),
  icon: Code,
  shortcuts: [{ code: 'KeyO', label: 'O', ctrl: true, shift: true }],
  available: (app) => !app.layout.narrow,
  run: (app) => app.layout.togglePane('editor'),
};

/** A path below `folder`, or `null`. @throws Error when the name is none */
async function askName(app: App, title: string, folder: string, value = '', confirm = 'Create'): Promise<string | null> {
  const answer = await app.dialogs.prompt({ title, label: `Name, in ${folder}`, value, confirm });
  if (answer === null) return null;
  const problem = nameProblem(answer.trim());
  if (problem) throw new Error(problem);
  return joinPath(folder, answer.trim());
}

/** `folder` is where the new file is to be; the workspace's own when nothing else is said. */
export async function createFile(app: App, folder = app.workspace.tree.folder): Promise<void> {
  const path = await askName(app, 'New file', folder);
  if (path) await app.workspace.createFile(path);
}

export async function createFolder(app: App, folder = app.workspace.tree.folder): Promise<void> {
  const path = await askName(app, 'New folder', folder);
  if (path) await app.workspace.createFolder(path);
}

export async function renamePath(app: App, path: string): Promise<void> {
  const folder = directoryOf(path);
  const to = await askName(app, `Rename ${nameOf(path)}`, folder, nameOf(path), 'Rename');
  if (to && to !== path) await app.workspace.rename(path, to);
}

export async function removePath(app: App, path: string, isFolder: boolean): Promise<void> {
  const agreed = await app.dialogs.confirm({
    title: `Delete ${nameOf(path)}?`,
    text: `${relativePath(path, app.workspace.tree.folder)}${isFolder ? ' and everything in it' : ''} is removed from the machine. This cannot be undone.`,
    confirm: 'Delete it',
    danger: true,
  });
  if (agreed) await app.workspace.remove(path);
}

export async function closeFile(app: App, file: OpenFile): Promise<void> {
  const agreed =
    !file.dirty ||
    (await app.dialogs.confirm({
      title: `Close ${nameOf(file.path)} without saving?`,
      text: 'What you typed since it was saved is lost.',
      confirm: 'Close it',
      danger: true,
    }));
  if (agreed) app.workspace.close(file);
}

const newFile: Action<void> = { id: 'editor.new-file', title: () => 'New file…', icon: FilePlus, available: shown, run: (app) => createFile(app) };

const newFolder: Action<void> = { id: 'editor.new-folder', title: () => 'New folder…', icon: FolderPlus, available: shown, run: (app) => createFolder(app) };

export const openFolder: Action<void> = {
  id: 'editor.open-folder',
  title: () => 'Work in another folder…',
  icon: FolderOpen,
  available: shown,
  run: async (app) => {
    const folder = await app.dialogs.prompt({
      title: 'Work in another folder',
      label: 'Folder of the machine',
      value: app.workspace.tree.folder,
      confirm: 'Open',
    });
    if (folder?.trim()) await app.workspace.openFolder(folder.trim().replace(/(?<=.)\/+$/, ''));
  },
};

const quickOpen: Action<void> = {
  id: 'editor.quick-open',
  title: () => 'Go to file…',
  icon: FileSearch,
  shortcuts: [{ code: 'KeyP', label: 'P', ctrl: true, notInTerminal: true }],
  available: shown,
  run: async (app) => {
    // When it cannot be fetched, that is told now.
    await import('../../editor/GoToFile.svelte');
    app.dialogs.show('go-to-file');
  },
};

const save: Action<void> = {
  id: 'editor.save',
  title: () => 'Save the file',
  icon: Save,
  shortcuts: [{ code: 'KeyS', label: 'S', ctrl: true, notInTerminal: true }],
  available: hasFile,
  run: (app) => app.workspace.active?.save(),
};

const saveAll: Action<void> = {
  id: 'editor.save-all',
  title: () => 'Save all files',
  icon: SaveAll,
  available: (app) => shown(app) && app.workspace.open.some(({ dirty }) => dirty),
  run: (app) => app.workspace.saveAll(),
};

const closeActive: Action<void> = {
  id: 'editor.close',
  title: () => 'Close the file',
  icon: X,
  shortcuts: [{ code: 'KeyW', label: 'W', alt: true, notInTerminal: true }],
  available: (app) => shown(app) && app.workspace.active !== undefined,
  run: (app) => closeFile(app, app.workspace.active!),
};

const uploadFolder: Action<void> = {
  id: 'editor.upload',
  title: () => 'Copy a folder in…',
  icon: FolderUp,
  available: shown,
  run: async (app) => {
    const { chooseFolder, upload } = await import('../../editor/transfer.ts');
    const incoming = await chooseFolder();
    if (incoming.length > 0) await upload(app, app.workspace.tree.folder, incoming);
  },
};

const downloadFolder: Action<void> = {
  id: 'editor.download',
  title: () => 'Download the folder',
  icon: Download,
  available: shown,
  run: async (app) => (await import('../../editor/transfer.ts')).downloadFolder(app, app.workspace.tree.folder),
};

export const build: Action<void> = {
  id: 'editor.build',
  title: () => 'Build the image',
  icon: Hammer,
  shortcuts: [{ code: 'KeyB', label: 'B', ctrl: true, shift: true }],
  available: shown,
  run: async (app) => (await import('../../editor/build.ts')).buildImage(app),
};

const showEditor: Action<void> = {
  id: 'editor.show',
  title: () => 'Edit files',
  icon: Code,
  available: (app) => whenReady(app) && app.layout.narrow,
  run: (app) => app.layout.showPane('editor'),
};

/** What the file list's buttons are. */
export const fileListActions: readonly Action<void>[] = [newFile, newFolder, uploadFolder, downloadFolder];

export const editorActions: readonly Action<void>[] = [
  toggleEditor,
  showEditor,
  quickOpen,
  newFile,
  newFolder,
  save,
  saveAll,
  closeActive,
  build,
  openFolder,
  uploadFolder,
  downloadFolder,
];
