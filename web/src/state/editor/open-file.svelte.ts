import { FileError, type GuestFiles } from '../../files/client.ts';
import { formatBytes } from '../../ui/format.ts';
import type { Draft, Drafts } from './drafts.ts';
import { decodeText, encodeText, longestText } from './text.ts';

/** What the machine has now instead of what the text was made from; `null` when the file is gone. */
export interface Conflict {
  readonly theirs: { readonly text: string; readonly version: string } | null;
}

/** A file in a tab. The machine's content is the truth; what is typed is a draft until it is saved there. */
export class OpenFile {
  path = $state.raw('');
  state = $state.raw<'loading' | 'ready' | 'refused'>('loading');
  /** Why it is not shown. */
  refusal = $state.raw('');
  /** As the editor has it. */
  text = $state.raw('');
  /** Counts changes of {@link text} that did not come from the editor. */
  revision = $state.raw(0);
  conflict = $state.raw<Conflict | null>(null);
  saving = $state.raw(false);
  /** The browser keeps the draft over a reload. */
  kept = $state.raw(true);
  /** The machine's content, and its version; `null` when there is no such file. */
  #saved = $state.raw<string | null>(null);
  #version: string | null = null;
  /** What a reload of the page would find in the machine as it was saved last. */
  #base: string | null = null;
  readonly dirty = $derived(this.state === 'ready' && this.text !== this.#saved);
  readonly #files: GuestFiles;
  readonly #drafts: Drafts;

  constructor(path: string, files: GuestFiles, drafts: Drafts) {
    this.path = path;
    this.#files = files;
    this.#drafts = drafts;
  }

  /** What the machine has, or the draft that a former page left. */
  async load(): Promise<void> {
    const draft = this.#drafts.get(this.path);
    try {
      const { text, version } = await this.#read();
      this.#settle(text, version);
      if (draft && draft.text !== text) this.#restore(draft, { text, version });
    } catch (error) {
      if (draft) this.#restore(draft, null);
      else this.#refuse(error as Error);
    }
  }

  /** The editor's text. */
  edit(text: string): void {
    this.text = text;
    this.#keep();
  }

  /** @throws FileError, after which the text is as it was; a file that changed underneath is a {@link conflict} instead */
  async save(): Promise<void> {
    if (this.state !== 'ready' || this.saving) return;
    const { text } = this;
    this.saving = true;
    try {
      this.#version = await this.#files.write(this.path, encodeText(text), this.#version);
      this.#saved = text;
      this.conflict = null;
    } catch (error) {
      if (!['ESTALE', 'EEXIST'].includes((error as FileError).code)) throw error;
      await this.#disagree();
    } finally {
      this.saving = false;
    }
  }

  /** The directory's listing says that the file has this version, or (`null`) is not there. @throws Error when the machine does not answer */
  async seen(version: string | null): Promise<void> {
    if (this.state === 'loading' || this.saving) return;
    if (this.state === 'refused') return version === null ? undefined : this.load();
    if (version === this.#version) return;
    if (this.dirty || version === null) return this.#disagree();
    try {
      const theirs = await this.#read();
      this.#settle(theirs.text, theirs.version);
    } catch (error) {
      this.#refuse(error as Error);
    }
  }

  /** Of a conflict: the machine's content. */
  takeTheirs(): void {
    const theirs = this.conflict?.theirs;
    if (!theirs) return;
    this.#settle(theirs.text, theirs.version);
  }

  /** Of a conflict: saving replaces what the machine has. */
  keepMine(): void {
    const theirs = this.conflict?.theirs ?? null;
    this.#version = theirs?.version ?? null;
    this.#saved = theirs?.text ?? null;
    this.conflict = null;
    this.#keep();
  }

  /** The machine with all its files was saved in the browser: what is in it needs no draft any more. */
  machineSaved(): void {
    this.#base = this.#version;
    this.#keep();
  }

  moveTo(path: string): void {
    this.#drafts.drop(this.path);
    this.path = path;
    this.#keep();
  }

  /** Nobody wants the draft. */
  forget(): void {
    this.#drafts.drop(this.path);
  }

  async #read(): Promise<{ text: string; version: string }> {
    const { bytes, version } = await this.#files.read(this.path, longestText);
    const text = decodeText(bytes);
    if (text === null) throw new FileError('EILSEQ', 'This file is no text (UTF-8), so the editor leaves it alone.');
    return { text, version };
  }

  /** The machine's content is what there is. */
  #settle(text: string, version: string): void {
    this.#drafts.drop(this.path);
    this.state = 'ready';
    this.#saved = text;
    this.#version = this.#base = version;
    this.conflict = null;
    this.#show(text);
  }

  #show(text: string): void {
    if (text === this.text && this.revision > 0) return;
    this.text = text;
    this.revision++;
  }

  #restore(draft: Draft, theirs: Conflict['theirs']): void {
    this.state = 'ready';
    this.#base = draft.base;
    this.#saved = theirs?.text ?? null;
    this.#version = theirs?.version ?? null;
    if (theirs && theirs.version !== draft.base) this.conflict = { theirs };
    this.#show(draft.text);
    this.#keep();
  }

  /** The machine has something else than what the text was made from. @throws Error when that cannot be read */
  async #disagree(): Promise<void> {
    try {
      const theirs = await this.#read();
      // A listing from before our own last save.
      if (theirs.version === this.#version) return;
      if (theirs.text === this.text) this.#settle(theirs.text, theirs.version);
      else this.conflict = { theirs };
    } catch (error) {
      if ((error as FileError).code !== 'ENOENT') throw error;
      this.#saved = this.#version = null;
      this.conflict = { theirs: null };
      this.#keep();
    }
  }

  #refuse(error: Error): void {
    const { code } = error as FileError;
    const words: Readonly<Record<string, string>> = {
      ENOENT: 'This file is not in the machine any more.',
      EFBIG: `This file is larger than ${formatBytes(longestText)}, so the editor leaves it alone. Look at it in the terminal with “less”.`,
      EISDIR: 'This is a folder.',
      EINVAL: 'This is no regular file.',
    };
    this.state = 'refused';
    this.refusal = words[code] ?? error.message;
  }

  #keep(): void {
    if (this.dirty || this.#version !== this.#base) this.kept = this.#drafts.keep(this.path, { text: this.text, base: this.#base });
    else this.#drafts.drop(this.path);
  }
}
