import type { FileError, GuestFiles } from '../../files/client.ts';
import { readSetting, writeSetting } from '../storage.ts';
import type { Drafts } from './drafts.ts';
import { FolderWatch } from './folder-watch.ts';
import { FileTree } from './file-tree.svelte.ts';
import { OpenFile } from './open-file.svelte.ts';
import { directoryOf, isWithin, joinPath, movedPath, nameOf } from './paths.ts';
import { encodeText } from './text.ts';

const homeFolder = '/root';

interface Saved {
  readonly folder: string;
  readonly files: readonly string[];
  readonly active: string;
}

/** The folder that is worked in, and the files of it that are open. */
export class Workspace {
  readonly tree: FileTree;
  open = $state.raw<readonly OpenFile[]>([]);
  active = $state.raw<OpenFile | undefined>();
  /** What an image of the folder is to be called; empty: like the folder. */
  tag = $state.raw('');
  /** Files are on their way in or out; `share` is from 0 to 1, `null` when it is not known. */
  transfer = $state.raw<{ readonly label: string; readonly share: number | null } | null>(null);
  readonly files: GuestFiles;
  readonly #drafts: Drafts;
  readonly #watch: FolderWatch;
  #running = false;
  #opened = false;

  constructor(files: GuestFiles, drafts: Drafts) {
    this.files = files;
    this.#drafts = drafts;
    this.tree = new FileTree(files);
    this.#watch = new FolderWatch(files, (directories) => void this.#look(directories));
  }

  /**
   * The machine is there: with the folder and the files of last time, and whatever a former page had not saved. After {@link stop} with what is open,
   * as far as the machine still has it.
   */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    if (this.#opened) await this.#look([...this.tree.directories, ...this.open.map(({ path }) => directoryOf(path))]);
    else await this.#reopen();
    this.#follow();
  }

  /** The machine is not there, or nobody looks. */
  stop(): void {
    this.#watch.stop();
    this.#running = false;
  }

  /** Another folder; files that are open stay open. */
  async openFolder(folder: string): Promise<void> {
    await this.tree.open(folder);
    this.#remember();
    this.#follow();
  }

  async openFile(path: string): Promise<OpenFile> {
    const file = this.open.find((other) => other.path === path) ?? (await this.#add(path));
    this.activate(file);
    await this.tree.reveal(path);
    this.#follow();
    return file;
  }

  activate(file: OpenFile): void {
    this.active = file;
    this.#remember();
  }

  /** Unsaved text is lost with it. */
  close(file: OpenFile): void {
    file.forget();
    const at = this.open.indexOf(file);
    if (file === this.active) this.active = this.open[at + 1] ?? this.open[at - 1];
    this.open = this.open.filter((other) => other !== file);
    this.#remember();
    this.#follow();
  }

  async toggleFolder(path: string, expanded: boolean): Promise<void> {
    if (expanded) await this.tree.expand(path);
    else this.tree.collapse(path);
    this.#follow();
  }

  /** @throws FileError EEXIST */
  async createFile(path: string, text = ''): Promise<void> {
    await this.files.write(path, encodeText(text), null);
    await this.tree.refresh(this.tree.folder);
    await this.openFile(path);
  }

  /** @throws FileError EEXIST */
  async createFolder(path: string): Promise<void> {
    await this.files.makeDirectory(path);
    await this.tree.refresh(directoryOf(path));
    await this.tree.reveal(`${path}/`);
    this.#follow();
  }

  /** @throws FileError EEXIST */
  async rename(from: string, to: string): Promise<void> {
    await this.files.makeDirectory(directoryOf(to)).catch((error: FileError) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await this.files.rename(from, to);
    for (const file of this.open) if (isWithin(file.path, from)) file.moveTo(movedPath(file.path, from, to));
    this.tree.moved(from, to);
    await Promise.all([this.tree.refresh(directoryOf(from)), this.tree.refresh(directoryOf(to))]);
    this.#remember();
    this.#follow();
  }

  /** @throws FileError */
  async remove(path: string): Promise<void> {
    await this.files.remove(path);
    for (const file of this.open) if (isWithin(file.path, path)) this.close(file);
    await this.tree.refresh(directoryOf(path));
    this.#follow();
  }

  /** All that can be saved below a folder. @throws FileError */
  async saveAll(folder = '/'): Promise<void> {
    for (const file of this.open) if (file.dirty && !file.conflict && isWithin(file.path, folder)) await file.save();
  }

  machineSaved(): void {
    for (const file of this.open) file.machineSaved();
  }

  /** The folder of the nearest Dockerfile above the active file, or the workspace's own. */
  async buildFolder(): Promise<string | null> {
    for (let at = directoryOf(this.active?.path ?? joinPath(this.tree.folder, 'x')); ; at = directoryOf(at)) {
      const listing = await this.files.list(at).catch(() => null);
      if (listing?.entries.some(({ name }) => name === 'Dockerfile')) return at;
      if (at === this.tree.folder || at === '/' || !isWithin(at, this.tree.folder)) return null;
    }
  }

  async #reopen(): Promise<void> {
    this.#opened = true;
    const saved = readSetting<Saved>('workspace', { folder: homeFolder, files: [], active: '' });
    await this.tree.open(saved.folder);
    if (this.tree.failure && saved.folder !== homeFolder) await this.tree.open(homeFolder);
    const drafts = this.#drafts.paths().filter((path) => !saved.files.includes(path));
    for (const path of [...saved.files, ...drafts]) await this.#add(path);
    this.active = this.open.find(({ path }) => path === saved.active) ?? this.open[0];
  }

  async #add(path: string): Promise<OpenFile> {
    const file = new OpenFile(path, this.files, this.#drafts);
    this.open = [...this.open, file];
    await file.load();
    return file;
  }

  #remember(): void {
    const files = this.open.map(({ path }) => path);
    writeSetting('workspace', { folder: this.tree.folder, files, active: this.active?.path ?? '' } satisfies Saved);
  }

  /** Watches the folders that are shown, and those of the open files. */
  #follow(): void {
    if (this.#running) this.#watch.follow([...this.tree.directories, ...this.open.map(({ path }) => directoryOf(path))]);
  }

  async #look(directories: readonly string[]): Promise<void> {
    for (const directory of directories) {
      const listing = await this.tree.refresh(directory);
      for (const file of this.open) {
        if (directoryOf(file.path) !== directory) continue;
        const entry = listing?.entries.find(({ name }) => name === nameOf(file.path));
        // A machine that goes away meanwhile is looked at again when it is back.
        await file.seen(entry?.version ?? null).catch(() => undefined);
      }
    }
    this.#follow();
  }
}
